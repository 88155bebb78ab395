#include "harness/run/task_metrics.h"

#include <fmt/core.h>

#include <algorithm>

#include "harness/core/json.h"
#include "harness/core/registry.h"
#include "harness/run/filtered_metric.h"

namespace assay::run {
namespace {

// Where the options that a store keeps have the pipeline of filters; no metric has an option of that name.
constexpr std::string_view kPipeline = "filter_pipeline";

// The pipeline that lm-evaluation-harness gives a task without one.
constexpr std::string_view kTakeFirst = R"({"name": "none", "filter": [{"function": "take_first"}]})";

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

std::string_view name_here(std::string_view listed) { return listed == "brier_score" ? "brier" : listed; }

std::vector<TaskMetric> make_task_metrics(const datasets::TaskSpec& spec, std::span<const MetricDef* const> defs,
                                          std::span<const FilterDef* const> filters, bool first_answer_only) {
  std::vector<TaskMetric> metrics;
  std::vector<FilterPipeline> pipelines;
  std::vector<Value> written;
  if (spec.filters.has("filter_list")) {
    pipelines = read_filter_list(spec.filters, filters);
    for (const Options& element : spec.filters.items("filter_list")) written.push_back(element.to_value());
  } else if (first_answer_only) {
    pipelines.emplace_back(filters);
    written.push_back(json::parse(kTakeFirst, "options"));
  }
  const bool is_filtered = !pipelines.empty();
  for (std::size_t p = 0; p == 0 || p < pipelines.size(); ++p) {
    for (const datasets::MetricSpec& listed : spec.metrics) {
      TaskMetric metric{make_metric(defs, name_here(listed.name), listed.options), options_of(listed.options)};
      if (is_filtered) {
        metric.metric = std::make_unique<FilteredMetric>(std::move(metric.metric), pipelines[p]);
        Value options = json::parse(metric.options, "options");
        options.set(kPipeline, written[p]);
        metric.options = json::dump_canonical(options);
      }
      refuse_twice(metrics, metric.metric->info().name, listed.options.where());
      metrics.push_back(std::move(metric));
    }
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
                              std::span<const MetricDef* const> defs, std::span<const FilterDef* const> filters) {
  const std::string source = fmt::format("the stored options of {}", name);
  Value own = json::parse(options, source);
  const Value* pipeline = own.find(kPipeline);
  if (pipeline == nullptr) return {make_metric(defs, name, Options::from_yaml(options, source)), options};
  const Options element = Options::from_yaml(json::dump(*pipeline), source);
  std::erase_if(own.as_object(), [](const Value::Member& member) { return member.key == kPipeline; });
  auto metric = make_metric(defs, name.substr(0, name.find(',')), Options::from_yaml(json::dump(own), source));
  return {std::make_unique<FilteredMetric>(std::move(metric), FilterPipeline(element, filters)), options};
}

std::unique_ptr<Metric> make_value_metric(const std::string& name, const std::string& options, const std::string& source,
                                          std::span<const MetricDef* const> defs) {
  Value own = json::parse(options, source);
  if (own.is_object()) std::erase_if(own.as_object(), [](const Value::Member& member) { return member.key == kPipeline; });
  return make_metric(defs, name.substr(0, name.find(',')), Options::from_yaml(json::dump(own), source));
}

}  // namespace assay::run
