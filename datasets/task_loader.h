#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "datasets/task_search.h"
#include "datasets/task_spec.h"

namespace assay::datasets {

/// Reads a task file. Relative data and rater files are relative to it.
/// Throws: Error(kConfig) with file and line for a key that is unknown, missing or of the wrong kind, for a template
/// that does not compile, and for a `!function` value: a task is data, and runs no code.
TaskSpec load_task(const std::string& path);

/// Reads a task from YAML text. `source` is its name in messages; relative files are relative to `base_folder`.
TaskSpec parse_task(std::string_view yaml, const std::string& source, const std::string& base_folder);

/// Reads a task from a map that is already read, its includes merged (see task_file.h).
TaskSpec make_task(const YamlNode& node, const std::string& source, const std::string& base_folder);

/// Where a task file is: `name` is the path of a YAML file (it ends in .yaml or .yml), or the name of a task in one of
/// the folders, searched in order: a file NAME.yaml there, or else one whose `task` is NAME. Throws: Error(kConfig)
/// that lists the folders and the nearest known name.
std::string find_task_file(const std::string& name, const std::vector<std::string>& folders);

/// The task in the file that `find_task_file` finds.
TaskSpec find_task(const std::string& name, const std::vector<std::string>& folders);

}  // namespace assay::datasets
