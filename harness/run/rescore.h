#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "harness/core/registry.h"
#include "harness/run/listener.h"
#include "harness/run/scoring.h"
#include "harness/run/task_metrics.h"
#include "harness/run/task_sources.h"
#include "harness/store/store.h"

namespace assay::run {

/// A sample whose score is not what it was. A side without a number had none: unscored, failed, or never scored.
struct ScoreChange {
  std::string sample;
  std::optional<double> before, after;
};

/// One metric's scores of a model and task made again, sample by sample. Pure.
class MetricRescore {
 public:
  /// `keep`: of so many changes the list is kept, the others are counted.
  MetricRescore(const Metric& metric, std::size_t keep) : metric_(&metric), keep_(keep) {}

  /// Scores one sample from all its answers, and sets it against what it had before (nullptr: nothing). The new score,
  /// nullopt for a failed sample.
  std::optional<Scored> add(const Sample& sample, const std::optional<std::string>& cluster,
                            std::span<const Response> responses, const Scored* before);

  const Metric& metric() const { return *metric_; }
  const ScoreTable& table() const { return table_; }
  std::int64_t num_changed() const { return num_changed_; }
  const std::vector<ScoreChange>& changes() const { return changes_; }
  /// Why samples could not be scored, with how many each; of many reasons the first few.
  const std::map<std::string, std::int64_t>& reasons() const { return reasons_; }

 private:
  const Metric* metric_;
  std::size_t keep_;
  ScoreTable table_;
  std::int64_t num_changed_ = 0;
  std::vector<ScoreChange> changes_;
  std::map<std::string, std::int64_t> reasons_;
};

/// Whether two scores of a sample differ: one is scored and the other is not, or their values differ, or their
/// statistics where neither has a value of its own. nullptr: no score. Pure.
bool differs(const Scored* before, const Scored* after);

/// A metric of a model and task, or of a group of tasks, before and after.
struct RescoredMetric {
  std::optional<ResultRow> before;  ///< nullopt: it had no headline number
  ResultRow after;
  std::int64_t changed = 0;
  std::vector<ScoreChange> changes;
  std::map<std::string, std::int64_t> reasons;  ///< of unscored samples
  bool is_group = false;                        ///< then ResultRow::task is the group
};

/// What is scored again, and how.
struct RescoreRequest {
  std::string run;                   ///< a full id
  std::vector<std::string> tasks;    ///< empty: all
  std::vector<std::string> metrics;  ///< as written behind --metrics; empty: those of the tasks
  ScoringConfig config;
  bool config_is_given = false;  ///< the configuration was named for this: what it lacks is an error, not made up for
  bool dry_run = false;          ///< nothing is written
  std::size_t keep_changes = SIZE_MAX;
};

/// Scores a stored run's answers again: without --metrics by what its task files say now, or, where they are not found,
/// by what the store kept (a notice says so). The numbers of the run's groups are made again too, and stand behind those of the
/// tasks. Each model and task is read once and written as a whole; no model is
/// asked. Throws: Error(kUsage) for a task that the run does not have, a run without answers, and (unless it is a dry
/// run) one whose answers are not complete; Error(kConfig) for metrics.
std::vector<RescoredMetric> rescore(store::Store& store, const RescoreRequest& request, const Registry& registry,
                                    Listener& listener);

}  // namespace assay::run
