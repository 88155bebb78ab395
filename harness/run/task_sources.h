#pragma once

#include <optional>
#include <string>
#include <vector>

#include "datasets/task_spec.h"
#include "harness/run/config.h"

namespace assay::run {

/// What scoring again needs of a run's configuration: no models, and so none of their paths, keys and environment.
struct ScoringConfig {
  std::vector<TaskEntry> tasks;        ///< only `task` and `where` are read
  std::vector<std::string> task_path;  ///< folders to look for tasks in
  std::string base_folder;             ///< relative task files are relative to this
  double max_failed = 0.01;
};

/// Reads it from a run configuration's text, as written or as kept in a store (its `--set` lines at the end are
/// applied). Other keys are not looked at. Throws: Error(kConfig) with its place for what cannot be read.
ScoringConfig read_scoring_config(const std::string& yaml, const std::string& source, const std::string& base_folder,
                                  const EnvLookup& environment);

/// The same from a file. Throws: Error(kConfig).
ScoringConfig load_scoring_config(const std::string& path, const EnvLookup& environment);

/// A task of the configuration as its file is now, without its data; nullopt where its file is not found.
/// Throws: Error(kConfig) with its place where the file is there, but wrong.
std::optional<datasets::TaskSpec> find_configured_task(const ScoringConfig& config, const std::string& task);

}  // namespace assay::run
