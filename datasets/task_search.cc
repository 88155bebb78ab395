#include "datasets/task_search.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "datasets/tag_hint.h"
#include "datasets/task_file.h"
#include "datasets/task_loader.h"
#include "harness/core/error.h"

namespace assay::datasets {
namespace {

namespace fs = std::filesystem;

std::string text_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

bool is_yaml_name(std::string_view name) { return name.ends_with(".yaml") || name.ends_with(".yml"); }

std::vector<TaskListing> list_tasks(TaskFolders& folders) {
  std::vector<TaskListing> tasks;
  for (std::size_t i = 0; i < folders.folders().size(); ++i)
    for (const TaskFileEntry& entry : folders.entries(i))
      if (!entry.heading.name.empty())
        tasks.push_back({entry.heading.name, folders.path_of(i, entry), entry.heading.is_group});
  std::stable_sort(tasks.begin(), tasks.end(),
                   [](const TaskListing& a, const TaskListing& b) { return a.name < b.name; });
  const auto same = [](const TaskListing& a, const TaskListing& b) { return a.name == b.name; };
  tasks.erase(std::unique(tasks.begin(), tasks.end(), same), tasks.end());
  return tasks;
}

std::vector<TaskListing> list_tasks(const std::vector<std::string>& folders) {
  TaskFolders once(folders);
  return list_tasks(once);
}

std::optional<std::string> find_named_file(const std::string& name, TaskFolders& folders) {
  for (std::size_t i = 0; i < folders.folders().size(); ++i) {
    // A file of the task's own name is the usual place, and spares looking at all the others.
    const fs::path usual = fs::path(folders.folders()[i]) / (name + ".yaml");
    if (std::error_code error; fs::is_regular_file(usual, error) && heading_of(text_of(usual)).name == name) return usual.string();
    for (const TaskFileEntry& entry : folders.entries(i))
      if (entry.heading.name == name) return folders.path_of(i, entry);
  }
  return std::nullopt;
}

std::vector<std::string> files_with_tag(const std::string& tag, TaskFolders& folders) {
  std::vector<std::pair<std::string, std::string>> found;  // task, file
  TagHint hint(tag);
  for (std::size_t i = 0; i < folders.folders().size(); ++i)
    for (const TaskFileEntry& entry : folders.entries(i)) {
      const TaskHeading& heading = entry.heading;
      if (heading.name.empty() || heading.is_group || !heading.mentions_tag) continue;
      const std::string file = folders.path_of(i, entry);
      if (!hint.may_carry(file)) continue;
      try {
        const YamlNode node = read_task_file(file);
        const std::vector<std::string> tags = Options(node, file).texts("tag");
        if (std::find(tags.begin(), tags.end(), tag) != tags.end()) found.emplace_back(heading.name, file);
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

void refuse_unknown_task(const std::string& name, TaskFolders& search, const std::string& where) {
  const std::vector<std::string>& folders = search.folders();
  std::vector<std::string> known;
  for (const TaskListing& task : list_tasks(search)) known.push_back(task.name);
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
  TaskFolders search(folders);
  if (const std::optional<std::string> file = find_named_file(name, search)) return *file;
  refuse_unknown_task(name, search, "");
}

TaskSpec find_task(const std::string& name, const std::vector<std::string>& folders) {
  return load_task(find_task_file(name, folders));
}

}  // namespace assay::datasets
