#include "harness/core/filter_pipeline.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <set>
#include <utility>

#include "harness/core/error.h"
#include "harness/core/json.h"

namespace assay {
namespace {

constexpr std::string_view kDefaultName = "none";
// More answers than any sample has.
constexpr std::size_t kMany = 1'000'000;

// A node with a memory of its own for `done`; all of it counts as asked for where it came from.
Options read_apart(const Options& node) {
  node.to_value();
  return node.detached();
}

}  // namespace

std::unique_ptr<Filter> make_filter(std::span<const FilterDef* const> defs, std::string_view name, const Options& options) {
  std::vector<std::string> names;
  for (const FilterDef* def : defs) {
    for (const FilterInfo& info : def->filters) {
      if (info.name == name) {
        auto filter = def->create(name, options);
        options.done();
        return filter;
      }
      names.emplace_back(info.name);
    }
  }
  if (name == "custom")
    options.fail("", "the filter 'custom' is a Python function of its task, which is not run here; write it with the "
                     "filters that `assay list filters` shows");
  if (name == "decontaminate")
    options.fail("", "the filter 'decontaminate' does nothing in lm-evaluation-harness and is not known here; leave it out");
  const std::string near = did_you_mean(name, names);
  options.fail("", fmt::format("unknown filter '{}'{}; known: {}", name,
                               near.empty() ? "" : fmt::format("; did you mean '{}'?", near), fmt::join(names, ", ")));
}

FilterPipeline::FilterPipeline(const Options& node, std::span<const FilterDef* const> defs) {
  if (!node.is_map()) node.fail("", "expected a map of 'name' and 'filter'");
  const Options element = read_apart(node);
  name_ = element.text("name");
  // The name becomes a part of the metric's name, behind a comma.
  if (name_.empty() || name_.find_first_of(",:\n\r\t") != std::string::npos)
    element.fail("name", fmt::format("the name of a pipeline is not empty and has no comma, colon or tab, unlike '{}'", name_));
  const std::vector<Options> steps = element.items("filter");
  if (steps.empty()) element.fail("filter", "expected a list of at least one filter");
  for (const Options& step : steps) add(step, defs);
  element.done();
}

FilterPipeline::FilterPipeline(std::span<const FilterDef* const> defs) : name_(kDefaultName) {
  add(Options::from_yaml("function: take_first", ""), defs);
}

void FilterPipeline::add(const Options& node, std::span<const FilterDef* const> defs) {
  if (!node.is_map()) node.fail("", "expected a map of 'function' and its options");
  const Options step = read_apart(node);
  const std::string function = step.text("function");
  filters_.push_back(make_filter(defs, function, step));
  Value written = step.to_value();
  std::erase_if(written.as_object(), [](const Value::Member& member) { return member.key == "function"; });
  if (!signature_.empty()) signature_ += '|';
  signature_ += function;
  if (written.size() > 0) signature_ += json::dump_canonical(written);
}

bool FilterPipeline::leaves_one() const {
  std::size_t left = kMany;
  for (const auto& filter : filters_) left = filter->num_left(left);
  return left == 1;
}

std::vector<FilteredAnswer> FilterPipeline::apply(std::vector<FilteredAnswer> answers, const Sample& sample) const {
  for (const auto& filter : filters_) answers = filter->apply(std::move(answers), sample);
  return answers;
}

std::vector<FilteredAnswer> FilterPipeline::apply(std::span<const std::string> texts, const Sample& sample) const {
  std::vector<FilteredAnswer> answers(texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i) answers[i].text = texts[i];
  return apply(std::move(answers), sample);
}

std::vector<FilterPipeline> read_filter_list(const Options& task_options, std::span<const FilterDef* const> defs) {
  std::vector<FilterPipeline> pipelines;
  if (!task_options.node("filter_list")) {
    pipelines.emplace_back(defs);
    return pipelines;
  }
  std::set<std::string> names;
  for (const Options& element : task_options.items("filter_list")) {
    pipelines.emplace_back(element, defs);
    if (!names.insert(pipelines.back().name()).second)
      element.fail("name", fmt::format("a second pipeline is called '{}'; each needs a name of its own", pipelines.back().name()));
  }
  if (pipelines.empty()) task_options.fail("filter_list", "expected at least one pipeline; leave the key out for none");
  return pipelines;
}

}  // namespace assay
