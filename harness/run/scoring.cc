#include "harness/run/scoring.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "harness/core/error.h"
#include "harness/run/answer_gathering.h"
#include "metrics/stats/estimate.h"

namespace assay::run {
namespace {

// Over the allowed share of failures the rest is no fair sample of the task: a number over it would mislead.
bool too_many_failed(const ScoreTable& table, double max_failed) {
  const std::int64_t total = table.scored() + table.unscored() + table.failed();
  return total > 0 && static_cast<double>(table.failed()) > max_failed * static_cast<double>(total);
}

Estimate no_number(const ScoreTable& table, std::uint64_t seed, double max_failed) {
  Estimate out;
  out.scored = table.scored();
  out.unscored = table.unscored();
  out.failed = table.failed();
  out.seed = seed;
  out.no_interval = fmt::format("{} of {} samples failed, more than {:g} %: no headline number", table.failed(),
                                table.scored() + table.unscored() + table.failed(), 100.0 * max_failed);
  return out;
}

}  // namespace

void ScoreTable::add(const std::string& metric, const std::string& sample_id, const Scored& scored,
                     const std::optional<std::string>& cluster) {
  if (!scored.is_scored()) {
    ++unscored_;
    return;
  }
  const StatsRow& row = std::get<StatsRow>(scored.row);
  if (!std::all_of(row.begin(), row.end(), [](double x) { return std::isfinite(x); }))
    throw Error(ErrorKind::kRuntime, fmt::format("metric '{}' gave a number that is not finite for sample '{}'; it is not "
                                                 "stored, and this is a bug of the metric",
                                                 metric, sample_id));
  if (width_ == 0) width_ = row.size();
  if (row.size() != width_ || row.empty())
    throw Error(ErrorKind::kRuntime, fmt::format("metric '{}' gave {} statistics for sample '{}' and {} for others; this "
                                                 "is a bug of the metric",
                                                 metric, row.size(), sample_id, width_));
  data_.insert(data_.end(), row.begin(), row.end());
  if (cluster)
    clusters_.push_back(cluster_numbers_.try_emplace(*cluster, static_cast<std::uint32_t>(cluster_numbers_.size())).first->second);
}

std::optional<Scored> score_sample(const Metric& metric, const Sample& sample, std::span<const Response> responses) {
  if (responses.empty()) return std::nullopt;
  for (const Response& response : responses)
    if (response.failed()) return std::nullopt;
  if (metric.info().sees_turns) return metric.score(sample, responses);
  return metric.score(sample, gathered(sample, responses));
}

Estimate estimate_metric(const Metric& metric, const ScoreTable& table, std::uint64_t seed, double max_failed) {
  if (too_many_failed(table, max_failed)) return no_number(table, seed, max_failed);
  metrics::EstimateOptions options;
  options.seed = seed;
  options.clusters = table.clusters();
  return metrics::make_estimate(metric.info(), metrics::value_of(metric), table.rows(), table.unscored(), table.failed(),
                                options);
}

ResultRow result_row(const std::string& model, const std::string& task, const Metric& metric, const ScoreTable& table,
                     std::uint64_t seed, double max_failed) {
  ResultRow row;
  row.model = model;
  row.task = task;
  row.metric = metric.info().name;
  row.signature = metric.signature();
  row.higher_is_better = metric.info().higher_is_better;
  row.scale = metric.info().scale;
  row.estimate = estimate_metric(metric, table, seed, max_failed);
  return row;
}

Estimate estimate_rater(const Rater& rater, const ScoreTable& table, std::uint64_t seed, double max_failed) {
  if (too_many_failed(table, max_failed)) return no_number(table, seed, max_failed);
  Estimate out;
  out.value = table.scored() == 0 ? std::nullopt : rater.value(table.rows());
  out.scored = table.scored();
  out.unscored = table.unscored();
  out.failed = table.failed();
  out.seed = seed;
  out.no_interval = "no labels by people: the judge's own mean says nothing sure about quality";
  return out;
}

}  // namespace assay::run
