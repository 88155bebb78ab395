#include "datasets/task_search.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "datasets/task_file.h"
#include "datasets/task_loader.h"
#include "harness/core/error.h"

namespace assay::datasets {
namespace {

namespace fs = std::filesystem;

// What a file calls itself; found by its lines, so that thousands of files need no YAML reader.
struct Heading {
  std::string name;
  bool is_group = false;
  bool mentions_tag = false;  // it has the key, or may inherit it
};

std::string value_of(std::string_view line, std::size_t colon) {
  std::string name(line.substr(colon + 1));
  if (const std::size_t comment = name.find(" #"); comment != std::string::npos) name.resize(comment);
  const std::size_t begin = name.find_first_not_of(" \t\r\"'");
  if (begin == std::string::npos) return "";
  const std::size_t end = name.find_last_not_of(" \t\r\"'");
  return name.substr(begin, end - begin + 1);
}

Heading heading_of(const fs::path& path) {
  Heading heading;
  std::ifstream file(path, std::ios::binary);
  std::string line;
  while (std::getline(file, line)) {
    if (line.starts_with("group:")) {
      heading.name = value_of(line, 5);
      heading.is_group = true;
    } else if (line.starts_with("task:") && !heading.is_group) {
      heading.name = value_of(line, 4);
    } else if (line.starts_with("tag:") || line.starts_with("include:")) {
      heading.mentions_tag = true;
    }
  }
  return heading;
}

// In a fixed order, whatever the file system's own.
std::vector<fs::path> yaml_files(const std::string& folder) {
  std::vector<fs::path> files;
  std::error_code error;
  const auto options = fs::directory_options::skip_permission_denied;
  for (auto it = fs::recursive_directory_iterator(folder, options, error);
       !error && it != fs::recursive_directory_iterator(); it.increment(error))
    if (is_yaml_name(it->path().native()) && it->is_regular_file(error)) files.push_back(it->path());
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

bool is_yaml_name(std::string_view name) { return name.ends_with(".yaml") || name.ends_with(".yml"); }

std::vector<TaskListing> list_tasks(const std::vector<std::string>& folders) {
  std::vector<TaskListing> tasks;
  for (const std::string& folder : folders)
    for (const fs::path& file : yaml_files(folder))
      if (Heading heading = heading_of(file); !heading.name.empty())
        tasks.push_back({std::move(heading.name), file.string(), heading.is_group});
  std::stable_sort(tasks.begin(), tasks.end(),
                   [](const TaskListing& a, const TaskListing& b) { return a.name < b.name; });
  const auto same = [](const TaskListing& a, const TaskListing& b) { return a.name == b.name; };
  tasks.erase(std::unique(tasks.begin(), tasks.end(), same), tasks.end());
  return tasks;
}

std::optional<std::string> find_named_file(const std::string& name, const std::vector<std::string>& folders) {
  for (const std::string& folder : folders) {
    // A file of the task's own name is the usual place, and spares reading all the others.
    const fs::path usual = fs::path(folder) / (name + ".yaml");
    if (std::error_code error; fs::is_regular_file(usual, error) && heading_of(usual).name == name) return usual.string();
    for (const fs::path& file : yaml_files(folder))
      if (heading_of(file).name == name) return file.string();
  }
  return std::nullopt;
}

std::vector<std::string> files_with_tag(const std::string& tag, const std::vector<std::string>& folders) {
  std::vector<std::pair<std::string, std::string>> found;  // task, file
  for (const std::string& folder : folders)
    for (const fs::path& file : yaml_files(folder)) {
      const Heading heading = heading_of(file);
      if (heading.name.empty() || heading.is_group || !heading.mentions_tag) continue;
      try {
        const YamlNode node = read_task_file(file.string());
        const std::vector<std::string> tags = Options(node, file.string()).texts("tag");
        if (std::find(tags.begin(), tags.end(), tag) != tags.end()) found.emplace_back(heading.name, file.string());
      } catch (const Error&) {
        // A file that cannot be read has no tags; it is named when its task is asked for.
      }
    }
  std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<std::string> files;
  for (std::size_t i = 0; i < found.size(); ++i)
    if (i == 0 || found[i].first != found[i - 1].first) files.push_back(found[i].second);
  return files;
}

void refuse_unknown_task(const std::string& name, const std::vector<std::string>& folders, const std::string& where) {
  std::vector<std::string> known;
  for (const TaskListing& task : list_tasks(folders)) known.push_back(task.name);
  const std::string near = did_you_mean(name, known);
  constexpr std::size_t kShown = 50;
  const std::string more = known.size() > kShown ? fmt::format(" and {} more", known.size() - kShown) : "";
  if (known.size() > kShown) known.resize(kShown);
  throw Error(ErrorKind::kConfig,
              fmt::format("{}unknown task '{}'{} looked in: {}; known: {}{}", where.empty() ? "" : where + ": ", name,
                          near.empty() ? ";" : fmt::format("; did you mean '{}'?", near),
                          folders.empty() ? "no folder" : fmt::format("{}", fmt::join(folders, ", ")),
                          known.empty() ? "none" : fmt::format("{}", fmt::join(known, ", ")), more));
}

std::string find_task_file(const std::string& name, const std::vector<std::string>& folders) {
  if (is_yaml_name(name)) {
    if (std::error_code error; fs::is_regular_file(name, error)) return name;
    throw Error(ErrorKind::kConfig, fmt::format("{}: there is no such task file", name));
  }
  if (const std::optional<std::string> file = find_named_file(name, folders)) return *file;
  refuse_unknown_task(name, folders, "");
}

TaskSpec find_task(const std::string& name, const std::vector<std::string>& folders) {
  return load_task(find_task_file(name, folders));
}

}  // namespace assay::datasets
