#include "metrics/stats/estimate.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "harness/core/check.h"

namespace assay::metrics {
namespace {

void set_interval(Estimate& estimate, Interval interval, const char* method) {
  estimate.low = interval.low;
  estimate.high = interval.high;
  estimate.method = method;
}

std::vector<double> first_column(const StatsRows& rows) {
  std::vector<double> column(rows.num_rows());
  for (std::size_t i = 0; i < column.size(); ++i) column[i] = rows.row(i)[0];
  return column;
}

void add_t(Estimate& estimate, const std::vector<double>& column) {
  if (const auto interval = t_interval(column, estimate.level))
    set_interval(estimate, *interval, "t");
  else
    estimate.no_interval = "all values are equal";
}

void add_wilson(Estimate& estimate, const std::vector<double>& column) {
  double successes = 0.0;
  for (const double v : column) {
    if (v != 0.0 && v != 1.0) return add_t(estimate, column);
    successes += v;
  }
  set_interval(estimate, wilson_interval(successes, static_cast<double>(column.size()), estimate.level), "wilson");
}

void add_bootstrap(Estimate& estimate, const ValueFunction& value, const StatsRows& rows,
                   const EstimateOptions& options) {
  std::vector<double> replicates;
  replicates.reserve(options.replicates);
  for (const auto& replicate : bootstrap_values(rows, value, options.seed, 0, options.replicates))
    if (replicate) replicates.push_back(*replicate);
  const std::size_t undefined = options.replicates - replicates.size();
  if (undefined * 10 > options.replicates || replicates.empty()) {
    estimate.no_interval = fmt::format("{} of {} bootstrap replicates have no value", undefined, options.replicates);
    return;
  }
  const auto [lowest, highest] = std::minmax_element(replicates.begin(), replicates.end());
  // Sums in another order differ in their last bits: such replicates are equal.
  if (*highest - *lowest <= 1e-12 * std::max(1.0, std::abs(*highest))) {
    estimate.no_interval = "all bootstrap replicates are equal";
    return;
  }
  const std::optional<double> bias = bca_bias(replicates, *estimate.value);
  if (!bias) return set_interval(estimate, percentile_interval(replicates, estimate.level), "percentile_bootstrap");
  const double acceleration = jackknife_acceleration(rows, value);
  set_interval(estimate, bca_interval(replicates, {*bias, acceleration}, estimate.level), "bca_bootstrap");
}

}  // namespace

Estimate make_estimate(const MetricInfo& info, const ValueFunction& value, const StatsRows& rows, std::int64_t unscored,
                       std::int64_t failed, const EstimateOptions& options) {
  ASSAY_CHECK(options.level > 0.0 && options.level < 1.0 && options.replicates > 0);
  ASSAY_CHECK(rows.width == 0 || rows.data.size() % rows.width == 0);
  ASSAY_CHECK(rows.weights.empty() || rows.weights.size() == rows.num_rows());
  Estimate estimate;
  estimate.level = options.level;
  estimate.seed = options.seed;
  estimate.scored = static_cast<std::int64_t>(rows.num_rows());
  estimate.unscored = unscored;
  estimate.failed = failed;
  if (rows.num_rows() == 0) {
    estimate.no_interval = "no sample was scored";
    return estimate;
  }
  estimate.value = value(rows);
  if (!estimate.value || !std::isfinite(*estimate.value)) {
    estimate.no_interval = estimate.value ? "the value is not finite" : "the value is undefined";
    estimate.value.reset();
    return estimate;
  }
  if (rows.num_rows() < 2) {
    estimate.no_interval = "fewer than two samples";
    return estimate;
  }
  switch (info.interval) {
    case IntervalMethod::kWilson: add_wilson(estimate, first_column(rows)); break;
    case IntervalMethod::kT: add_t(estimate, first_column(rows)); break;
    case IntervalMethod::kBootstrap: add_bootstrap(estimate, value, rows, options); break;
  }
  // A symmetric interval of few samples can reach beyond what the metric can be; the part beyond holds no value.
  if (estimate.low) estimate.low = std::max(*estimate.low, info.lowest);
  if (estimate.high && info.scale > 0.0) estimate.high = std::min(*estimate.high, info.scale);
  return estimate;
}

}  // namespace assay::metrics
