#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "datasets/task_spec.h"
#include "harness/core/filter.h"
#include "harness/core/metric.h"

namespace assay::run {

/// A metric with what it was made with.
struct TaskMetric {
  std::unique_ptr<Metric> metric;
  std::string options = "{}";  ///< as JSON: from them it can be made again
};

/// The metrics that a task file lists (see listed_metrics.h); where it has a `filter_list`, each of them for each pipeline
/// (see filtered_metric.h). `first_answer_only`: without a `filter_list` only the first of a sample's answers counts.
/// Throws: Error(kConfig) with its place for a metric or filter that is unknown, has an option it does not know, or is
/// listed twice.
std::vector<TaskMetric> make_task_metrics(const datasets::TaskSpec& spec, std::span<const MetricDef* const> defs,
                                          std::span<const FilterDef* const> filters = {}, bool first_answer_only = false);

/// The metrics written as `name` or `name:option=value,..`. `source` is where. Throws: Error(kConfig) as above.
std::vector<TaskMetric> make_written_metrics(std::span<const std::string> written, const std::string& source,
                                             std::span<const MetricDef* const> defs);

/// Makes a metric again from its name and the options that a store kept. Throws: Error(kConfig).
TaskMetric make_stored_metric(const std::string& name, const std::string& options,
                              std::span<const MetricDef* const> defs, std::span<const FilterDef* const> filters = {});

/// Makes a metric again for what its rows tell (value, interval), not to score: a pipeline of filters in front of it is left
/// out. `source` is where the options stand. Throws: Error(kConfig).
std::unique_ptr<Metric> make_value_metric(const std::string& name, const std::string& options, const std::string& source,
                                          std::span<const MetricDef* const> defs);

}  // namespace assay::run
