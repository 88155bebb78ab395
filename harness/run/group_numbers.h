#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "harness/core/metric.h"
#include "harness/core/report.h"
#include "harness/run/scoring.h"
#include "harness/store/run_writer.h"
#include "harness/store/store.h"

namespace assay::run {

/// The rows of a task's metrics, as the numbers of its groups are made of them.
struct TaskTables {
  struct Column {
    std::string metric;  ///< "acc", or "exact_match,strict-match" of a pipeline
    std::shared_ptr<const Metric> made;
    ScoreTable table;
    std::string signature = {};  ///< of what scored it; a metric that has scored nothing yet may know less of it
  };
  std::string task;
  std::vector<Column> columns;

  /// The column of that metric, or nullptr.
  const Column* find(std::string_view metric) const;
};

/// The names of results that a number of a group is about: for each of its filters the metric by that pipeline, or, where it
/// names none, one for each pipeline that a task of the group has, by their names. Pure.
std::vector<std::string> metrics_of_number(const RunFacts::Group& group, const RunFacts::Group::Number& number,
                                           std::span<const TaskTables> tasks);

/// The numbers of all groups of a model: the size-weighted or plain mean of the values of a group's tasks, each over its
/// scored samples, with the interval of `make_stratified_estimate`. Tasks that do not have the metric are left out and
/// named in `without`; where a task that has it has no value, or is not there at all, the group has none and the reason
/// names it. Of two numbers of one name the later counts, as in lm-evaluation-harness. Pure.
std::vector<GroupRow> group_rows(const std::string& model, std::span<const RunFacts::Group> groups,
                                 std::span<const TaskTables> tasks, std::uint64_t seed, double max_failed);

/// Makes a stored metric of a task; nullptr for one that does not count.
using MetricSource = std::function<std::shared_ptr<const Metric>(const std::string& task, const store::Scorer& scorer)>;

/// The stored rows of those of a model's tasks that are in a group, and that have results.
std::vector<TaskTables> stored_tables(const store::Store& store, const std::string& run, const std::string& model,
                                      std::span<const RunFacts::Group> groups, const MetricSource& metrics);

}  // namespace assay::run
