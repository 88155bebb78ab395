#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "datasets/task_loader.h"
#include "harness/core/error.h"

namespace assay::datasets {
namespace {

namespace fs = std::filesystem;

bool is_yaml(const fs::path& path) { return path.extension() == ".yaml" || path.extension() == ".yml"; }

// The name a file gives to its task, or "": found by its line, so that thousands of files need no YAML reader.
std::string task_name_in(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::string line;
  while (std::getline(file, line)) {
    if (!line.starts_with("task:")) continue;
    std::string name = line.substr(5);
    if (const std::size_t comment = name.find(" #"); comment != std::string::npos) name.resize(comment);
    const std::size_t begin = name.find_first_not_of(" \t\r\"'");
    if (begin == std::string::npos) return "";
    const std::size_t end = name.find_last_not_of(" \t\r\"'");
    return name.substr(begin, end - begin + 1);
  }
  return "";
}

// In a fixed order, whatever the file system's own.
std::vector<fs::path> yaml_files(const std::string& folder) {
  std::vector<fs::path> files;
  std::error_code error;
  const auto options = fs::directory_options::skip_permission_denied;
  for (auto it = fs::recursive_directory_iterator(folder, options, error);
       !error && it != fs::recursive_directory_iterator(); it.increment(error))
    if (is_yaml(it->path()) && it->is_regular_file(error)) files.push_back(it->path());
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

std::vector<TaskListing> list_tasks(const std::vector<std::string>& folders) {
  std::vector<TaskListing> tasks;
  for (const std::string& folder : folders)
    for (const fs::path& file : yaml_files(folder))
      if (std::string name = task_name_in(file); !name.empty()) tasks.push_back({std::move(name), file.string()});
  std::stable_sort(tasks.begin(), tasks.end(),
                   [](const TaskListing& a, const TaskListing& b) { return a.name < b.name; });
  const auto same = [](const TaskListing& a, const TaskListing& b) { return a.name == b.name; };
  tasks.erase(std::unique(tasks.begin(), tasks.end(), same), tasks.end());
  return tasks;
}

std::string find_task_file(const std::string& name, const std::vector<std::string>& folders) {
  if (is_yaml(name)) {
    if (fs::is_regular_file(name)) return name;
    throw Error(ErrorKind::kConfig, fmt::format("{}: there is no such task file", name));
  }
  for (const std::string& folder : folders) {
    // A file of the task's own name is the usual place, and spares reading all the others.
    const fs::path usual = fs::path(folder) / (name + ".yaml");
    if (fs::is_regular_file(usual) && task_name_in(usual) == name) return usual.string();
    for (const fs::path& file : yaml_files(folder))
      if (task_name_in(file) == name) return file.string();
  }
  std::vector<std::string> known;
  for (const TaskListing& task : list_tasks(folders)) known.push_back(task.name);
  const std::string near = did_you_mean(name, known);
  throw Error(ErrorKind::kConfig,
              fmt::format("unknown task '{}'{} looked in: {}; known: {}", name,
                          near.empty() ? ";" : fmt::format("; did you mean '{}'?", near),
                          folders.empty() ? "no folder" : fmt::format("{}", fmt::join(folders, ", ")),
                          known.empty() ? "none" : fmt::format("{}", fmt::join(known, ", "))));
}

TaskSpec find_task(const std::string& name, const std::vector<std::string>& folders) {
  return load_task(find_task_file(name, folders));
}

}  // namespace assay::datasets
