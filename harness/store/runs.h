#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/report.h"
#include "harness/store/store.h"

namespace assay::store {

enum class RunStatus { kRunning, kInterrupted, kFinished, kFailed };

/// Stable names: "running", "interrupted", "finished", "failed".
std::string_view name_of(RunStatus status);

/// What is known when a run begins.
struct RunStart {
  std::string content_id;  ///< SHA-256 over configuration, data and models; equal runs have equal ones
  std::string name;
  std::vector<RunFacts::Model> models;  ///< judges too
  std::uint64_t seed = 0;
  std::string config_yaml;  ///< as written, before the environment was put in
  std::string sampling;     ///< for a person: "temperature=0.7 top_p=0.9"
  std::string git, version, host;
};

/// One line of a list of runs.
struct RunListing {
  std::string id, name, status, started, finished;
  std::string models, tasks;  ///< names, joined by ", "
};

/// The run of that content, where there is one.
std::optional<std::string> find_run(const Store& store, const std::string& content_id);

/// Begins a run and gives its id, a prefix of the content id. A run of the same content is continued: it keeps its id,
/// its start and everything stored, and is "running" again.
std::string begin_run(Store& store, const RunStart& start);

/// Adds `wall_s` to the run's time (a continued run sums up) and sets its status; "finished" and "failed" set the end.
void end_run(Store& store, const std::string& run, RunStatus status, double wall_s);

/// Every run, the newest start first.
std::vector<RunListing> list_runs(const Store& store);

/// The id of the run that a person means: an id, a unique prefix of one, a run's name (its newest run), "latest" or
/// "baseline:NAME" (see baselines.h). Throws: Error(kUsage) that lists the candidates.
std::string resolve_run(const Store& store, const std::string& wanted);

}  // namespace assay::store
