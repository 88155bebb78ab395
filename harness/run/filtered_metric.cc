#include "harness/run/filtered_metric.h"

#include <fmt/core.h>

#include <algorithm>
#include <vector>

#include "harness/core/json.h"

namespace assay::run {

namespace {

// The row of a mean over answers, as the metric's own rows are: see IntervalMethod.
Scored share_of(std::size_t count, std::size_t all) {
  const double n = static_cast<double>(all);
  const double share = static_cast<double>(count) / n;
  return {StatsRow{share, n, n * share * (1.0 - share)}, share, ""};
}

}  // namespace

FilteredMetric::FilteredMetric(std::unique_ptr<Metric> metric, FilterPipeline pipeline, bool counts_fallbacks)
    : metric_(std::move(metric)),
      pipeline_(std::move(pipeline)),
      counts_fallbacks_(counts_fallbacks),
      name_(pipeline_.name() == "none" ? std::string(metric_->info().name)
                                       : fmt::format("{},{}", metric_->info().name, pipeline_.name())),
      info_(metric_->info()) {
  info_.name = name_;
}

std::string FilteredMetric::signature() const {
  const std::string own = metric_->signature();
  return fmt::format("{}{}filter:{}", own, own.empty() ? "" : "|", pipeline_.signature());
}

Scored FilteredMetric::score(const Sample& sample, std::span<const Response> epochs) const {
  std::vector<std::string> texts;
  std::vector<Response> rest;  // answers of other slots
  const Response* first = nullptr;
  for (const Response& response : epochs) {
    const auto* completion = std::get_if<Completion>(&response.body);
    if (completion == nullptr) return metric_->score(sample, epochs);
    if (response.id.slot != 0) {
      rest.push_back(response);
      continue;
    }
    if (first == nullptr) first = &response;
    texts.push_back(completion->text);
  }
  if (first == nullptr) return metric_->score(sample, epochs);
  const std::vector<FilteredAnswer> answers = pipeline_.apply(texts, sample);
  std::vector<Response> filtered;
  std::size_t fell_back = 0;
  Value left = Value::array();
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (answers[i].unscored) return {Unscored{*answers[i].unscored}, std::nullopt, ""};
    left.push_back(answers[i].text);
    fell_back += answers[i].fell_back ? 1 : 0;
    filtered.push_back(*first);
    filtered.back().id.epoch = static_cast<int>(i);
    std::get<Completion>(filtered.back().body).text = answers[i].text;
  }
  if (filtered.empty()) return {Unscored{"the filters leave no answer"}, std::nullopt, ""};
  filtered.insert(filtered.end(), rest.begin(), rest.end());
  Scored scored = counts_fallbacks_ ? share_of(fell_back, answers.size()) : metric_->score(sample, filtered);
  // A pipeline of another name than "none" was asked for by the task.
  if (pipeline_.name() != "none")
    scored.extracted = left.size() == 1 ? left.as_array().front().as_string() : json::dump(left);
  if (fell_back > 0)
    scored.detail = fmt::format("{}{}{} of {} answers: the filter found nothing", scored.detail, scored.detail.empty() ? "" : "; ",
                                fell_back, answers.size());
  return scored;
}

}  // namespace assay::run
