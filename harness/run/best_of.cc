#include "harness/run/best_of.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "harness/core/check.h"
#include "metrics/stats/estimate.h"

namespace assay::run {
namespace {

// The columns of a mean over epochs: mean, number of epochs, squared deviations (metrics/text/epochs.h).
constexpr std::size_t kEpochColumns = 3;
constexpr MetricInfo kInfo{"best_of_k", "", true, 1.0, IntervalMethod::kT};

struct Counts {
  std::int64_t n = 0, right = 0;
};

// nullopt where the mean is no share of whole right answers.
std::optional<Counts> counts_of(std::span<const double> row) {
  const double n = std::round(row[1]), right = std::round(row[0] * n);
  if (n < 1.0 || n > 1e6 || n != row[1] || right < 0.0 || right > n || std::abs(row[0] * n - right) > 1e-6)
    return std::nullopt;
  return Counts{static_cast<std::int64_t>(n), static_cast<std::int64_t>(right)};
}

// The cluster of each row, empty where samples stand for themselves.
std::vector<std::uint32_t> clusters_of(const TaskScores& task, const MetricScores& scores) {
  std::vector<std::uint32_t> clusters(scores.values.size());
  std::unordered_map<std::string, std::uint32_t> numbers;
  for (std::size_t i = 0; i < scores.row_of.size(); ++i) {
    if (scores.row_of[i] < 0) continue;
    const std::optional<std::string>& cluster = task.samples[i].cluster;
    if (!cluster) return {};
    clusters[static_cast<std::size_t>(scores.row_of[i])] =
        numbers.try_emplace(*cluster, static_cast<std::uint32_t>(numbers.size())).first->second;
  }
  return clusters;
}

}  // namespace

double pass_at_k(std::int64_t n, std::int64_t right, std::int64_t k) {
  ASSAY_CHECK(0 <= right && right <= n && 1 <= k && k <= n);
  if (n - right < k) return 1.0;
  // As a product over the right answers, which neither overflows nor loses digits.
  double none = 1.0;
  for (std::int64_t i = n - right + 1; i <= n; ++i) none *= 1.0 - static_cast<double>(k) / static_cast<double>(i);
  return 1.0 - none;
}

std::optional<SweepReport::BestOf> best_of_k(const TaskScores& task, const MetricScores& scores, std::uint64_t seed) {
  const MetricInfo& info = scores.metric->info();
  if (info.interval != IntervalMethod::kWilson || !info.higher_is_better || scores.width != kEpochColumns)
    return std::nullopt;
  std::vector<Counts> counts;
  for (std::size_t i = 0; i < scores.values.size(); ++i) {
    const std::optional<Counts> one = counts_of(scores.row(static_cast<std::int64_t>(i)));
    if (!one) return std::nullopt;
    counts.push_back(*one);
  }
  if (counts.empty()) return std::nullopt;
  const std::int64_t most =
      std::min_element(counts.begin(), counts.end(), [](const Counts& a, const Counts& b) { return a.n < b.n; })->n;
  if (most < 2) return std::nullopt;

  std::int64_t unscored = 0, failed = 0;
  for (const std::int64_t row : scores.row_of) {
    unscored += row == MetricScores::kUnscored;
    failed += row == MetricScores::kFailed;
  }
  const std::vector<std::uint32_t> clusters = clusters_of(task, scores);
  metrics::EstimateOptions options;
  options.seed = seed;
  options.clusters = clusters;
  SweepReport::BestOf out{task.model, task.task, scores.name, {}};
  for (std::int64_t k = 1; k <= most; ++k) {
    std::vector<double> values;
    for (const Counts& one : counts) values.push_back(pass_at_k(one.n, one.right, k));
    out.of.push_back(
        metrics::make_estimate(kInfo, metrics::value_of_mean(), {values, 1, {}}, unscored, failed, options));
  }
  return out;
}

}  // namespace assay::run
