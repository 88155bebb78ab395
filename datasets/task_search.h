#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "datasets/task_index.h"

namespace assay::datasets {

/// Whether a name is that of a YAML file.
bool is_yaml_name(std::string_view name);

/// The file of the task or group of that name: NAME.yaml in one of the folders, or else the first one, by folder and path,
/// whose `task` or `group` is NAME; nullopt where there is none.
std::optional<std::string> find_named_file(const std::string& name, TaskFolders& folders);

/// The files of the tasks that carry a tag, ordered by the names of the tasks.
std::vector<std::string> files_with_tag(const std::string& tag, TaskFolders& folders);

/// Throws: Error(kConfig) that lists the folders and the nearest known name; `where` is who asked, or "".
[[noreturn]] void refuse_unknown_task(const std::string& name, TaskFolders& folders, const std::string& where);

/// What `assay list tasks` shows of a task or group.
struct TaskListing {
  std::string name;
  std::string file;
  bool is_group = false;
};

/// The tasks and groups in the folders by name; of two with equal names the one of the earlier folder.
/// A folder that is not there is skipped, as is a YAML file that holds neither.
std::vector<TaskListing> list_tasks(const std::vector<std::string>& folders);
std::vector<TaskListing> list_tasks(TaskFolders& folders);

}  // namespace assay::datasets
