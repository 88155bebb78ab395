#include "raters/calibrate/held_out.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "harness/core/check.h"
#include "metrics/stats/clusters.h"
#include "metrics/stats/draws.h"

namespace assay::raters {

HeldOut held_out(MapKind kind, const LabelledScores& data, const PredictionScore& score, const FoldOptions& folds,
                 const metrics::BootstrapOptions& options) {
  ASSAY_CHECK(options.level > 0.0 && options.level < 1.0 && options.replicates > 0);
  HeldOut out;
  if (data.size() == 0) {
    out.reason = "there are no labels";
    return out;
  }
  const std::vector<std::uint32_t> fold_of = folds_of(data.size(), data.groups, folds);
  const OutOfFold whole = out_of_fold(kind, data, fold_of);
  if (whole.predictions.empty()) {
    out.reason = whole.reason;
    return out;
  }
  out.value = score(whole.predictions, data.labels, data.weights);
  if (!out.value) {
    out.reason = "the score is undefined";
    return out;
  }
  const metrics::Units units = metrics::units_of(data.size(), data.groups);
  if (units.num_units < metrics::kMinClusters) {
    out.reason = units.clustered ? metrics::few_clusters(units.num_units)
                                 : fmt::format("{} labels, fewer than {}", units.num_units, metrics::kMinClusters);
    return out;
  }
  const std::uint64_t base = metrics::draw_base(options.seed, "held_out");
  std::vector<double> counts(units.num_units);
  std::vector<double> weights(data.size());
  std::vector<double> found;
  for (std::size_t r = 0; r < options.replicates; ++r) {
    metrics::Draws draws(base, r);
    std::fill(counts.begin(), counts.end(), 0.0);
    draws.indices(units.num_units, units.num_units, [&](std::size_t u) { counts[u] += 1.0; });
    for (std::size_t i = 0; i < weights.size(); ++i) weights[i] = data.weight(i) * counts[units.unit_of_row[i]];
    LabelledScores drawn = data;
    drawn.weights = weights;
    const OutOfFold predicted = out_of_fold(kind, drawn, fold_of);
    if (predicted.predictions.empty()) continue;
    const std::optional<double> value = score(predicted.predictions, data.labels, weights);
    if (value && std::isfinite(*value)) found.push_back(*value);
  }
  const std::size_t missing = options.replicates - found.size();
  if (missing * 10 > options.replicates || found.size() < 2) {
    out.reason = fmt::format("{} of {} bootstrap replicates have no value", missing, options.replicates);
    return out;
  }
  double mean = 0.0;
  for (const double v : found) mean += v / static_cast<double>(found.size());
  double squares = 0.0;
  for (const double v : found) squares += (v - mean) * (v - mean);
  out.standard_error = std::sqrt(squares / static_cast<double>(found.size() - 1));
  if (!(*out.standard_error > 1e-14 * std::max(1.0, std::abs(mean)))) {
    out.reason = "all bootstrap replicates are equal";
    return out;
  }
  const metrics::Interval interval = metrics::percentile_interval(found, options.level);
  const double shift = *out.value - mean;
  out.interval = metrics::Interval{std::max(interval.low + shift, options.lowest),
                                   std::min(interval.high + shift, options.highest)};
  return out;
}

}  // namespace assay::raters
