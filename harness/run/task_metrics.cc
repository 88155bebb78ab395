#include "harness/run/task_metrics.h"

#include <fmt/core.h>

#include <algorithm>

#include "harness/core/json.h"
#include "harness/core/registry.h"

namespace assay::run {
namespace {

// The options that the metric itself read, so that it can be made again from a store.
std::string options_of(const Options& options) {
  const Value all = options.to_value();
  Value own = Value::object();
  for (const Value::Member& member : all.as_object())
    if (member.key != "metric" && member.key != "aggregation" && member.key != "higher_is_better" &&
        member.key != "hf_evaluate")
      own.set(member.key, member.value);
  return json::dump_canonical(own);
}

void refuse_twice(const std::vector<TaskMetric>& earlier, std::string_view name, const std::string& where) {
  if (std::any_of(earlier.begin(), earlier.end(), [&](const TaskMetric& m) { return m.metric->info().name == name; }))
    throw Error(ErrorKind::kConfig,
                fmt::format("{}: the metric '{}' is listed twice; one task can have it once", where, name));
}

}  // namespace

std::vector<TaskMetric> make_task_metrics(const datasets::TaskSpec& spec, std::span<const MetricDef* const> defs) {
  std::vector<TaskMetric> metrics;
  for (const datasets::MetricSpec& metric : spec.metrics) {
    refuse_twice(metrics, metric.name, metric.options.where());
    metrics.push_back({make_metric(defs, metric.name, metric.options), options_of(metric.options)});
  }
  return metrics;
}

std::vector<TaskMetric> make_written_metrics(std::span<const std::string> written, const std::string& source,
                                             std::span<const MetricDef* const> defs) {
  std::vector<TaskMetric> metrics;
  for (const std::string& one : written) {
    const std::size_t colon = one.find(':');
    const std::string name = one.substr(0, colon);
    const Options options = Options::from_pairs(colon == std::string::npos ? "" : one.substr(colon + 1), source);
    refuse_twice(metrics, name, source);
    metrics.push_back({make_metric(defs, name, options), options_of(options)});
  }
  return metrics;
}

TaskMetric make_stored_metric(const std::string& name, const std::string& options,
                              std::span<const MetricDef* const> defs) {
  return {make_metric(defs, name, Options::from_yaml(options, fmt::format("the stored options of {}", name))), options};
}

}  // namespace assay::run
