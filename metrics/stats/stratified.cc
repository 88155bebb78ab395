#include "metrics/stats/stratified.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "harness/core/check.h"
#include "metrics/stats/clusters.h"
#include "metrics/stats/intervals.h"

namespace assay::metrics {
namespace {

// The rules of `make_estimate` for one mean, with the skewness of the weighted mean in the place of that of n values, which
// is theirs over sqrt(n): n > 100 g^2 is (g / sqrt(n))^2 < 0.01.
constexpr std::size_t kEnoughForT = 200;
constexpr double kHardlySkewed = 0.1;
constexpr std::size_t kEnoughForBootstrap = 10;
constexpr std::size_t kTooManyForBootstrap = 100000;
// A stratum without spread counts from this share of the others' variance on.
constexpr double kMuch = 0.1;

std::vector<double> column_of(const StatsRows& rows) {
  std::vector<double> column(rows.num_rows());
  for (std::size_t i = 0; i < column.size(); ++i) column[i] = rows.row(i)[0];
  return column;
}

bool all_equal(std::span<const double> values, double to) {
  return std::all_of(values.begin(), values.end(), [&](double v) { return v == to; });
}

// What one stratum adds: its variance, degrees of freedom and third central moment of its mean.
struct MeanPart {
  double variance = 0.0, df = 1.0, third = 0.0;
  std::optional<double> pseudo = std::nullopt;  // the variance that it may have although its values are equal
};

// Of n equal values and half a one at each end of their range.
double pseudo_variance(double value, double n, const Interval& range) {
  const double all = n + 1.0, mean = (n * value + 0.5 * (range.low + range.high)) / all;
  const auto squared = [&](double v) { return (v - mean) * (v - mean); };
  return (n * squared(value) + 0.5 * squared(range.low) + 0.5 * squared(range.high)) / all / all;
}

std::optional<MeanPart> part_of(const MeanStratum& stratum, const std::optional<Interval>& range, std::string& reason) {
  const std::vector<double>& values = stratum.values;
  const Units units = units_of(values.size(), stratum.clusters);
  MeanPart part;
  if (stratum.certain) return part;
  if (values.size() < 2) {
    reason = "fewer than two samples";
    return std::nullopt;
  }
  if (units.clustered && units.num_units < kMinClusters) {
    reason = few_clusters(units.num_units);
    return std::nullopt;
  }
  part.df = static_cast<double>(units.num_units) - 1.0;
  std::optional<MeanError> error;
  if (!all_equal(values, values[0])) error = error_of_mean(values, units, reason);
  if (!error) {
    // Clusters whose means are all equal pull the mean nowhere, as equal values do.
    double largest = 0.0;
    for (const double v : values) largest = std::max(largest, std::abs(v));
    if (cluster_standard_error(values, units).value_or(1.0) > 1e-15 * largest) return std::nullopt;
    if (!range) {
      reason = "all values are equal";
      return std::nullopt;
    }
    reason.clear();
    part.pseudo = pseudo_variance(values[0], static_cast<double>(units.num_units), *range);
    return part;
  }
  part.variance = error->standard_error * error->standard_error;
  part.df = error->df;
  double mean = 0.0;
  for (const double v : values) mean += v;
  const double n = static_cast<double>(values.size());
  mean /= n;
  std::vector<double> pulls(units.num_units, 0.0);
  for (std::size_t i = 0; i < values.size(); ++i) pulls[units.unit_of_row[i]] += values[i] - mean;
  for (const double pull : pulls) part.third += pull * pull * pull / (n * n * n);
  return part;
}

std::optional<double> error_within_of(const StatsRows& rows) {
  if (rows.width < 3) return std::nullopt;
  double sum = 0.0;
  for (std::size_t i = 0; i < rows.num_rows(); ++i) {
    const double epochs = rows.row(i)[1];
    if (!(epochs >= 2.0)) return std::nullopt;
    sum += rows.row(i)[2] / (epochs - 1.0) / epochs;
  }
  return std::sqrt(sum) / static_cast<double>(rows.num_rows());
}

void set(Estimate& estimate, Interval interval, std::string method) {
  estimate.low = interval.low;
  estimate.high = interval.high;
  estimate.method = std::move(method);
}

void set_bootstrap(Estimate& estimate, const MetricInfo& info, std::span<const Stratum> strata,
                   std::span<const double> weights, const EstimateOptions& options) {
  BootstrapOptions bootstrap;
  bootstrap.level = options.level;
  bootstrap.replicates = options.replicates;
  bootstrap.seed = options.seed;
  bootstrap.lowest = info.lowest;
  if (info.scale > 0.0) bootstrap.highest = info.scale;
  const BootstrapResult result = stratified_bootstrap(strata, weights, *estimate.value, bootstrap);
  if (!estimate.standard_error) estimate.standard_error = result.standard_error;
  estimate.no_interval = result.reason;
  if (result.interval) set(estimate, *result.interval, result.method);
}

// All tasks wholly right or wholly wrong: the trials that their weighted mean is worth, 1 / sum(w^2 / n).
void set_end(Estimate& estimate, std::span<const MeanStratum> means, std::span<const double> weights) {
  double sum = 0.0;
  for (std::size_t i = 0; i < means.size(); ++i) sum += weights[i] * weights[i] / static_cast<double>(means[i].values.size());
  const double trials = 1.0 / sum;
  set(estimate, wilson_interval(*estimate.value == 0.0 ? 0.0 : trials, trials, estimate.level), "stratified_wilson");
}

void add_stratified_mean(Estimate& estimate, const MetricInfo& info, std::span<const Stratum> strata,
                         std::span<const double> weights, const EstimateOptions& options) {
  std::vector<MeanStratum> means;
  std::size_t rows = 0;
  bool proportion = info.interval == IntervalMethod::kWilson, clustered = false;
  for (const Stratum& stratum : strata) {
    means.push_back({stratum.name, column_of(stratum.rows), stratum.clusters});
    const std::vector<double>& values = means.back().values;
    rows += values.size();
    clustered = clustered || units_of(values.size(), stratum.clusters).clustered;
    proportion = proportion && std::all_of(values.begin(), values.end(), [](double v) { return v == 0.0 || v == 1.0; });
  }
  const double first = means[0].values[0];
  const bool equal = std::all_of(means.begin(), means.end(), [&](const MeanStratum& m) { return all_equal(m.values, first); });
  if (equal) {
    estimate.value = first;  // not off it by the rounding of the weights
    if (proportion && !clustered) return set_end(estimate, means, weights);
    estimate.no_interval = "all values are equal";
    return;
  }
  const bool has_range = info.scale > info.lowest && std::isfinite(info.lowest) && info.scale > 0.0;
  const std::optional<Interval> range = has_range ? std::optional(Interval{info.lowest, info.scale}) : std::nullopt;
  const std::optional<StratifiedError> error = stratified_error(means, weights, range, estimate.no_interval);
  if (!error) return;
  const double se = std::sqrt(error->variance);
  estimate.standard_error = se;
  const bool enough = rows >= kEnoughForT && std::abs(error->skewness) < kHardlySkewed;
  if (has_range && (proportion || !enough))
    if (const auto interval = scaled_wilson_interval(*estimate.value, se, error->df, info.lowest, info.scale, estimate.level))
      return set(estimate, *interval, "stratified_scaled_wilson");
  if (!has_range && !enough && rows >= kEnoughForBootstrap && rows <= kTooManyForBootstrap) {
    set_bootstrap(estimate, info, strata, weights, options);
    if (estimate.low) return;
    estimate.no_interval.clear();
  }
  set(estimate, t_interval(*estimate.value, se, error->df, estimate.level), "stratified_t");
}

}  // namespace

std::vector<double> stratum_weights(std::span<const double> sizes, bool by_size) {
  ASSAY_CHECK(!sizes.empty());
  double sum = 0.0;
  for (const double size : sizes) sum += by_size ? size : 1.0;
  ASSAY_CHECK(sum > 0.0);
  std::vector<double> weights;
  for (const double size : sizes) weights.push_back((by_size ? size : 1.0) / sum);
  return weights;
}

std::optional<StratifiedError> stratified_error(std::span<const MeanStratum> strata, std::span<const double> weights,
                                                const std::optional<Interval>& range, std::string& reason) {
  ASSAY_CHECK(!strata.empty() && weights.size() == strata.size());
  std::vector<MeanPart> parts;
  double shown = 0.0;
  for (std::size_t i = 0; i < strata.size(); ++i) {
    std::string why;
    const std::optional<MeanPart> part = part_of(strata[i], range, why);
    if (!part) {
      reason = fmt::format("{}: {}", strata[i].name, why);
      return std::nullopt;
    }
    parts.push_back(*part);
    shown += weights[i] * weights[i] * part->variance;
  }
  StratifiedError error;
  double third = 0.0, denominator = 0.0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const MeanPart& part = parts[i];
    const double w = weights[i], pseudo = w * w * part.pseudo.value_or(0.0);
    const double variance = pseudo > kMuch * shown ? pseudo : w * w * part.variance;
    error.variance += variance;
    third += w * w * w * part.third;
    denominator += variance * variance / part.df;
  }
  if (denominator > 0.0) error.df = error.variance * error.variance / denominator;
  if (error.variance > 0.0) error.skewness = third / std::pow(error.variance, 1.5);
  return error;
}

Estimate make_stratified_estimate(const MetricInfo& info, std::span<const Stratum> strata, bool by_size,
                                  const EstimateOptions& options) {
  ASSAY_CHECK(!strata.empty() && options.clusters.empty());
  if (strata.size() == 1) {
    EstimateOptions one = options;
    one.clusters = strata[0].clusters;
    return make_estimate(info, strata[0].value, strata[0].rows, 0, 0, one);
  }
  Estimate estimate;
  estimate.level = options.level;
  estimate.seed = options.seed;
  std::vector<double> sizes;
  std::size_t num_units = 0;
  bool clustered = false;
  for (const Stratum& stratum : strata) {
    ASSAY_CHECK(stratum.rows.weights.empty());
    sizes.push_back(static_cast<double>(stratum.rows.num_rows()));
    estimate.scored += static_cast<std::int64_t>(stratum.rows.num_rows());
    const Units units = units_of(stratum.rows.num_rows(), stratum.clusters);
    clustered = clustered || units.clustered;
    num_units += units.num_units;
  }
  if (clustered) estimate.clusters = static_cast<std::int64_t>(num_units);
  for (const Stratum& stratum : strata)
    if (stratum.rows.num_rows() == 0) {
      estimate.no_interval = fmt::format("{}: no sample was scored", stratum.name);
      return estimate;
    }
  const std::vector<double> weights = stratum_weights(sizes, by_size);
  // Summed as numerator and denominator, like lm-evaluation-harness, so that the value is the same to the last bit.
  double numerator = 0.0, denominator = 0.0, within = 0.0;
  bool has_within = info.interval != IntervalMethod::kBootstrap;
  for (std::size_t i = 0; i < strata.size(); ++i) {
    const std::optional<double> value = strata[i].value.finite(strata[i].rows);
    if (!value) {
      estimate.no_interval = fmt::format("{}: the value is undefined", strata[i].name);
      return estimate;
    }
    const double weight = by_size ? sizes[i] : 1.0;
    numerator += *value * weight;
    denominator += weight;
    const std::optional<double> part = has_within ? error_within_of(strata[i].rows) : std::nullopt;
    has_within = part.has_value();
    if (part) within += weights[i] * weights[i] * *part * *part;
  }
  estimate.value = numerator / denominator;
  if (has_within) estimate.standard_error_within = std::sqrt(within);
  if (info.interval == IntervalMethod::kBootstrap)
    set_bootstrap(estimate, info, strata, weights, options);
  else
    add_stratified_mean(estimate, info, strata, weights, options);
  if (estimate.low) estimate.low = std::max(*estimate.low, info.lowest);
  if (estimate.high && info.scale > 0.0) estimate.high = std::min(*estimate.high, info.scale);
  return estimate;
}

}  // namespace assay::metrics
