#pragma once

#include <optional>
#include <string>
#include <vector>

#include "datasets/task_manifest.h"

namespace assay::datasets {

/// The YAML files below a folder, ordered by path, with what they call themselves; empty where there is no such folder.
/// Every file is looked up in the file system each time, but read only if the folder's manifest does not know it as it is.
/// A folder of many files gets its manifest renewed where it was not up to date.
std::vector<TaskFileEntry> index_tasks(const std::string& folder);

/// The folders that tasks are searched in. What is in a folder is found out once, when it is first asked for.
/// Threads: one object, one thread.
class TaskFolders {
 public:
  explicit TaskFolders(std::vector<std::string> folders) : folders_(std::move(folders)), entries_(folders_.size()) {}

  const std::vector<std::string>& folders() const { return folders_; }
  /// Of the folder at this place.
  const std::vector<TaskFileEntry>& entries(std::size_t place);
  /// The path of an entry of that folder.
  std::string path_of(std::size_t place, const TaskFileEntry& entry) const;

 private:
  std::vector<std::string> folders_;
  std::vector<std::optional<std::vector<TaskFileEntry>>> entries_;
};

}  // namespace assay::datasets
