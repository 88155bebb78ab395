#include "harness/run/task_metrics.h"

#include <fmt/core.h>

#include <algorithm>

#include "harness/core/json.h"
#include "harness/core/registry.h"
#include "harness/run/aggregated_metric.h"
#include "harness/run/filtered_metric.h"
#include "harness/run/listed_metrics.h"
#include "harness/run/turn_metric.h"

namespace assay::run {
namespace {

// Where the options that a store keeps have the pipeline of filters; no metric has an option of that name.
constexpr std::string_view kPipeline = "filter_pipeline";
// And where what a metric is where it is called otherwise: {"metric": .., "reduction": ..}.
constexpr std::string_view kListed = "listed_metric";
// The metric that is about the filters and not about what they leave.
constexpr std::string_view kParseFailure = "parse_failure";

// The pipeline that lm-evaluation-harness gives a task without one.
constexpr std::string_view kTakeFirst = R"({"name": "none", "filter": [{"function": "take_first"}]})";

// The options that the metric itself read, so that it can be made again from a store.
Value options_of(const Options& options) {
  const Value all = options.to_value();
  Value own = Value::object();
  for (const Value::Member& member : all.as_object())
    if (member.key != "metric" && member.key != "aggregation" && member.key != "higher_is_better" &&
        member.key != "hf_evaluate" && member.key != "name" && member.key != "weight_by_size")
      own.set(member.key, member.value);
  return own;
}

TaskMetric make_listed(const ListedMetric& listed, std::span<const MetricDef* const> defs) {
  // The metric comes first: it refuses the options that nothing has read.
  std::unique_ptr<Metric> metric = make_metric(defs, listed.metric, listed.options);
  Value options = options_of(listed.options);
  if (listed.is_wrapped()) {
    Value what = Value::object();
    what.set("metric", listed.metric);
    what.set("reduction", std::string(name_of(listed.reduction)));
    options.set(kListed, std::move(what));
    metric = std::make_unique<AggregatedMetric>(std::move(metric), listed.name, listed.reduction);
  }
  return {std::move(metric), json::dump_canonical(options)};
}

// A metric from the options of a store, without its pipeline, which `own` has no more.
std::unique_ptr<Metric> make_unfiltered(const std::string& name, Value own, const std::string& source,
                                        std::span<const MetricDef* const> defs) {
  const std::string shown = name.substr(0, name.find(','));
  const Value* listed = own.find(kListed);
  if (listed == nullptr) return make_metric(defs, shown, Options::from_yaml(json::dump(own), source));
  const Options what = Options::from_yaml(json::dump(*listed), source);
  std::erase_if(own.as_object(), [](const Value::Member& member) { return member.key == kListed; });
  return std::make_unique<AggregatedMetric>(make_metric(defs, what.text("metric"), Options::from_yaml(json::dump(own), source)),
                                            shown, reduction_from(what.text("reduction")));
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
      for (const ListedMetric& one : listed_metrics(listed)) {
        // Only in a dialogue are there turns to choose from; elsewhere the metric refuses the key.
        const TurnChoice choice = spec.turns.is_set() ? read_turn_choice(one.options, spec.turns.targets_by_turn) : TurnChoice();
        TaskMetric metric = make_listed(one, defs);
        if (is_filtered) {
          metric.metric = std::make_unique<FilteredMetric>(std::move(metric.metric), pipelines[p], one.metric == kParseFailure);
          Value options = json::parse(metric.options, "options");
          options.set(kPipeline, written[p]);
          metric.options = json::dump_canonical(options);
        }
        metric = of_turns(std::move(metric), choice);
        refuse_twice(metrics, metric.metric->info().name, listed.options.where());
        metrics.push_back(std::move(metric));
      }
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
    TaskMetric metric = of_turns({make_metric(defs, name, options), json::dump_canonical(options_of(options))}, choice);
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
  const Value* listed = own.find(kListed);
  const Value* listed_name = listed == nullptr ? nullptr : listed->find("metric");
  const bool counts_fallbacks = listed_name != nullptr ? *listed_name == Value(std::string(kParseFailure))
                                                       : name.substr(0, name.find(',')) == kParseFailure;
  TaskMetric metric{make_unfiltered(name, std::move(own), source, defs), options};
  if (element)
    metric.metric =
        std::make_unique<FilteredMetric>(std::move(metric.metric), FilterPipeline(*element, filters), counts_fallbacks);
  return of_turns(std::move(metric), choice);
}

std::unique_ptr<Metric> make_value_metric(const std::string& name, const std::string& options, const std::string& source,
                                          std::span<const MetricDef* const> defs) {
  Value own = json::parse(options, source);
  if (!own.is_object()) throw Error(ErrorKind::kData, fmt::format("{}: expected a map of options", source));
  const TurnChoice choice = take_turn_choice(own, source);
  std::erase_if(own.as_object(), [](const Value::Member& member) { return member.key == kPipeline; });
  return of_turns({make_unfiltered(name, std::move(own), source, defs), options}, choice).metric;
}

}  // namespace assay::run
