#pragma once

#include <optional>
#include <string>
#include <vector>

#include "datasets/task_spec.h"

namespace assay::datasets {

/// How a group's number is made of those of its tasks.
struct GroupMetric {
  std::string metric;
  std::optional<std::vector<std::string>> filters;  ///< the pipelines that count; nullopt for all that a task has
  bool weight_by_size = true;                       ///< each task by its samples (micro); else all alike (macro)
};

/// Tasks under one name, as lm-evaluation-harness's groups.
struct GroupSpec {
  std::string name;
  std::string alias;               ///< what reports call it; "" for its name
  std::string version;             ///< metadata.version, "" where there is none
  /// What stands directly in it, in its order: tasks and groups; a tag stands for its tasks.
  struct Member {
    std::string name;
    bool is_group = false;
  };
  std::vector<Member> members = {};
  std::vector<std::string> tasks;  ///< the names of all tasks in it, those of groups inside it too
  std::vector<GroupMetric> metrics;
};

/// What a name stands for.
struct TaskSet {
  std::vector<TaskSpec> tasks;     ///< each name once
  std::vector<GroupSpec> groups;   ///< outer ones first; empty for a task or a tag
};

/// The tasks that `name` stands for: a task, a group with what it sets on its members, a tag (its tasks by name), or a YAML
/// file of a task or group. Members of a group in a file are also looked for beside it. Keys of a group that are not a
/// group's own are laid over those of its members, an outer group's over an inner one's, and those of a member in the list
/// over all. Throws: Error(kConfig) with file and line for a name that is not found (with the nearest known one), a group
/// that contains itself, and what `load_task` throws.
/// A task with a list `prompts` is one task for each of them. `over`: keys laid over those of every task, or nullptr.
TaskSet resolve_tasks(const std::string& name, const std::vector<std::string>& folders, const YamlNode* over = nullptr);

}  // namespace assay::datasets
