#include "harness/run/task_metrics.h"

#include <fmt/core.h>

#include <algorithm>

#include "harness/core/json.h"
#include "harness/core/registry.h"
#include "harness/run/filtered_metric.h"
#include "harness/run/turn_metric.h"

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

// A metric of the turns that its options choose, with those among the options that a store keeps.
TaskMetric of_turns(TaskMetric metric, const TurnChoice& choice) {
  if (choice.is_default()) return metric;
  Value options = json::parse(metric.options, "options");
  put_turn_choice(choice, options);
  return {std::make_unique<TurnMetric>(std::move(metric.metric), choice), json::dump_canonical(options)};
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
      // Only in a dialogue are there turns to choose from; elsewhere the metric refuses the key.
      const TurnChoice choice =
          spec.turns.is_set() ? read_turn_choice(listed.options, spec.turns.targets_by_turn) : TurnChoice();
      TaskMetric metric{make_metric(defs, name_here(listed.name), listed.options), options_of(listed.options)};
      if (is_filtered) {
        metric.metric = std::make_unique<FilteredMetric>(std::move(metric.metric), pipelines[p]);
        Value options = json::parse(metric.options, "options");
        options.set(kPipeline, written[p]);
        metric.options = json::dump_canonical(options);
      }
      metric = of_turns(std::move(metric), choice);
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
    const TurnChoice choice = read_turn_choice(options);
    TaskMetric metric = of_turns({make_metric(defs, name, options), options_of(options)}, choice);
    refuse_twice(metrics, metric.metric->info().name, source);
    metrics.push_back(std::move(metric));
  }
  return metrics;
}

TaskMetric make_stored_metric(const std::string& name, const std::string& options,
                              std::span<const MetricDef* const> defs, std::span<const FilterDef* const> filters) {
  const std::string source = fmt::format("the stored options of {}", name);
  Value own = json::parse(options, source);
  const TurnChoice choice = take_turn_choice(own, source);
  std::optional<Options> element;
  if (const Value* pipeline = own.find(kPipeline)) element = Options::from_yaml(json::dump(*pipeline), source);
  std::erase_if(own.as_object(), [](const Value::Member& member) { return member.key == kPipeline; });
  TaskMetric metric{make_metric(defs, name.substr(0, name.find(',')), Options::from_yaml(json::dump(own), source)), options};
  if (element) metric.metric = std::make_unique<FilteredMetric>(std::move(metric.metric), FilterPipeline(*element, filters));
  return of_turns(std::move(metric), choice);
}

std::unique_ptr<Metric> make_value_metric(const std::string& name, const std::string& options, const std::string& source,
                                          std::span<const MetricDef* const> defs) {
  Value own = json::parse(options, source);
  const TurnChoice choice = take_turn_choice(own, source);
  if (own.is_object()) std::erase_if(own.as_object(), [](const Value::Member& member) { return member.key == kPipeline; });
  auto metric = make_metric(defs, name.substr(0, name.find(',')), Options::from_yaml(json::dump(own), source));
  return of_turns({std::move(metric), options}, choice).metric;
}

}  // namespace assay::run
