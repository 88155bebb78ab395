#include "metrics/stats/estimate.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "harness/core/check.h"
#include "metrics/stats/bootstrap.h"
#include "metrics/stats/clusters.h"
#include "metrics/stats/intervals.h"
#include "metrics/stats/studentised_mean.h"

namespace assay::metrics {
namespace {

// Where Student's t keeps its level (docs/statistics.md): n > 25 g^2 is the rule of Cochran 1977, "Sampling
// techniques", section 2.15, for a normal interval of skewness g; the factor is larger, for g itself is an estimate.
constexpr std::size_t kEnoughForT = 200;
constexpr double kCochran = 100.0;
constexpr std::size_t kEnoughForBootstrapT = 10;
// A million rows are not resampled for an interval that Student's t gets right to a few parts in a thousand.
constexpr std::size_t kTooManyForBootstrapT = 100000;

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

/// The variance over epochs of sample i is s_i^2 = (sum of squared deviations) / (K_i - 1), that of its mean s_i^2 /
/// K_i.
std::optional<double> error_within(const StatsRows& rows) {
  if (rows.width < 3) return std::nullopt;
  double sum = 0.0;
  for (std::size_t i = 0; i < rows.num_rows(); ++i) {
    const double epochs = rows.row(i)[1];
    if (!(epochs >= 2.0)) return std::nullopt;
    sum += rows.row(i)[2] / (epochs - 1.0) / epochs;
  }
  return std::sqrt(sum) / static_cast<double>(rows.num_rows());
}

bool hardly_skewed(std::span<const double> values) {
  const std::optional<double> skew = skewness(values);
  return skew && static_cast<double>(values.size()) > kCochran * *skew * *skew;
}

/// What each cluster pulls the mean by: the terms of the cluster-robust variance.
std::vector<double> cluster_sums(const std::vector<double>& column, double mean, const Units& units) {
  std::vector<double> sums(units.num_units, 0.0);
  for (std::size_t i = 0; i < column.size(); ++i) sums[units.unit_of_row[i]] += column[i] - mean;
  return sums;
}

bool has_range(const MetricInfo& info) {
  return info.scale > info.lowest && std::isfinite(info.lowest) && info.scale > 0.0;
}

void add_mean(Estimate& estimate, const MetricInfo& info, const std::vector<double>& column, const Units& units,
              const EstimateOptions& options) {
  if (units.clustered && units.num_units < kMinClusters) {
    estimate.no_interval = few_clusters(units.num_units);
    return;
  }
  const bool equal = std::all_of(column.begin(), column.end(), [&](double v) { return v == column[0]; });
  const bool proportion = info.interval == IntervalMethod::kWilson &&
                          std::all_of(column.begin(), column.end(), [](double v) { return v == 0.0 || v == 1.0; });
  const double n = static_cast<double>(column.size());
  if (equal) {
    // Equal rows say nothing of how far the mean may be off, unless they are known to be 0 or 1 and independent.
    if (proportion && !units.clustered)
      return set_interval(estimate, wilson_interval(*estimate.value * n, n, estimate.level), "wilson");
    estimate.no_interval = "all values are equal";
    return;
  }
  const std::optional<MeanError> found = error_of_mean(column, units, estimate.no_interval);
  if (!found) return;
  const double error = found->standard_error;
  estimate.standard_error = error;
  const double value = *estimate.value;
  if (units.clustered) {
    if (has_range(info) && !hardly_skewed(cluster_sums(column, value, units)))
      if (const auto interval =
              scaled_wilson_interval(value, error, found->df, info.lowest, info.scale, estimate.level))
        return set_interval(estimate, *interval, "cluster_scaled_wilson");
    return set_interval(estimate, t_interval(value, error, found->df, estimate.level),
                        found->jackknife ? "cluster_jackknife_t" : "cluster_t");
  }
  if (proportion) {
    double successes = 0.0;
    for (const double v : column) successes += v;
    return set_interval(estimate, wilson_interval(successes, n, estimate.level), "wilson");
  }
  const bool enough = column.size() >= kEnoughForT && hardly_skewed(column);
  if (!enough && has_range(info)) {
    if (const auto interval = scaled_wilson_interval(value, error, n - 1.0, info.lowest, info.scale, estimate.level))
      return set_interval(estimate, *interval, "scaled_wilson");
  }
  if (!enough && column.size() >= kEnoughForBootstrapT && column.size() <= kTooManyForBootstrapT) {
    const auto interval = studentised_mean_interval(column, estimate.level, options.replicates, options.seed);
    if (interval && std::isfinite(std::max(interval->low, info.lowest)) && std::isfinite(interval->high))
      return set_interval(estimate, *interval, "bootstrap_t");
  }
  set_interval(estimate, t_interval(value, error, n - 1.0, estimate.level), "t");
}

void add_bootstrap(Estimate& estimate, const MetricInfo& info, const ValueFunction& value, const StatsRows& rows,
                   const Units& units, const EstimateOptions& options) {
  const Resampler resampler(rows, value, units);
  BootstrapOptions bootstrap;
  bootstrap.level = options.level;
  bootstrap.replicates = options.replicates;
  bootstrap.seed = options.seed;
  bootstrap.lowest = info.lowest;
  if (info.scale > 0.0) bootstrap.highest = info.scale;
  const BootstrapResult result = bootstrap_interval(resampler, *estimate.value, bootstrap);
  estimate.standard_error = result.standard_error;
  estimate.no_interval = result.reason;
  if (result.interval) set_interval(estimate, *result.interval, result.method.c_str());
}

}  // namespace

Estimate make_estimate(const MetricInfo& info, const ValueFunction& value, const StatsRows& rows, std::int64_t unscored,
                       std::int64_t failed, const EstimateOptions& options) {
  ASSAY_CHECK(options.level > 0.0 && options.level < 1.0 && options.replicates > 0);
  ASSAY_CHECK(rows.width == 0 || rows.data.size() % rows.width == 0);
  ASSAY_CHECK(rows.weights.empty() || rows.weights.size() == rows.num_rows());
  ASSAY_CHECK(options.clusters.empty() || options.clusters.size() == rows.num_rows());
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
  const Units units = units_of(rows.num_rows(), options.clusters);
  if (units.clustered) estimate.clusters = static_cast<std::int64_t>(units.num_units);
  estimate.value = value(rows);
  if (!estimate.value || !std::isfinite(*estimate.value)) {
    estimate.no_interval = estimate.value ? "the value is not finite" : "the value is undefined";
    estimate.value.reset();
    return estimate;
  }
  if (info.interval != IntervalMethod::kBootstrap) estimate.standard_error_within = error_within(rows);
  if (rows.num_rows() < 2) {
    estimate.no_interval = "fewer than two samples";
    return estimate;
  }
  if (info.interval == IntervalMethod::kBootstrap)
    add_bootstrap(estimate, info, value, rows, units, options);
  else
    add_mean(estimate, info, first_column(rows), units, options);
  // A symmetric interval of few samples can reach beyond what the metric can be; the part beyond holds no value.
  if (estimate.low) estimate.low = std::max(*estimate.low, info.lowest);
  if (estimate.high && info.scale > 0.0) estimate.high = std::min(*estimate.high, info.scale);
  return estimate;
}

}  // namespace assay::metrics
