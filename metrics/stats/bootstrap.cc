#include "metrics/stats/bootstrap.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "harness/core/check.h"
#include "metrics/stats/distributions.h"

namespace assay::metrics {
namespace {

// Sums in another order differ in their last bits.
constexpr double kRounding = 1e-12;
constexpr std::size_t kManyUnits = 20000;
constexpr std::size_t kStudentisedSums = 200;
constexpr std::size_t kStudentisedProduct = 10000;  // of units and rows: what each replicate's jackknife costs

std::vector<double> sorted_copy(std::span<const double> values) {
  std::vector<double> sorted(values.begin(), values.end());
  std::sort(sorted.begin(), sorted.end());
  return sorted;
}

double deviation(std::span<const double> values) {
  double mean = 0.0;
  for (const double v : values) mean += v / static_cast<double>(values.size());
  double squares = 0.0;
  for (const double v : values) squares += (v - mean) * (v - mean);
  return std::sqrt(squares / static_cast<double>(values.size() - 1));
}

}  // namespace

double sorted_quantile(std::span<const double> sorted, double p) {
  ASSAY_CHECK(!sorted.empty() && p >= 0.0 && p <= 1.0);
  const double place = p * static_cast<double>(sorted.size() - 1);
  const std::size_t below = static_cast<std::size_t>(place);
  if (below + 1 >= sorted.size()) return sorted.back();
  const double part = place - static_cast<double>(below);
  // Equal neighbours may be infinite, and their difference no number.
  if (part == 0.0 || sorted[below] == sorted[below + 1]) return sorted[below];
  return sorted[below] + part * (sorted[below + 1] - sorted[below]);
}

Interval percentile_interval(std::span<const double> replicates, double level) {
  const std::vector<double> sorted = sorted_copy(replicates);
  return {sorted_quantile(sorted, 0.5 - 0.5 * level), sorted_quantile(sorted, 0.5 + 0.5 * level)};
}

std::optional<double> bca_bias(std::span<const double> replicates, double estimate) {
  const double near = kRounding * std::max(1.0, std::abs(estimate));
  double below = 0.0;
  for (const double value : replicates)
    below += std::abs(value - estimate) <= near ? 0.5 : value < estimate ? 1.0 : 0.0;
  const double share = below / static_cast<double>(replicates.size());
  if (!(share > 0.0 && share < 1.0)) return std::nullopt;
  return normal_quantile(share);
}

Interval bca_interval(std::span<const double> replicates, BcaCorrections corrections, double level) {
  const std::vector<double> sorted = sorted_copy(replicates);
  const auto end = [&](double p) {
    const double z = corrections.bias + normal_quantile(p);
    const double stretch = 1.0 - corrections.acceleration * z;
    // Beyond this pole the map is no longer monotone: the outermost replicate is all that is known there.
    if (stretch <= 0.0) return z > 0.0 ? sorted.back() : sorted.front();
    return sorted_quantile(sorted, normal_cdf(corrections.bias + z / stretch));
  };
  return {end(0.5 - 0.5 * level), end(0.5 + 0.5 * level)};
}

std::optional<Interval> bootstrap_t_interval(std::span<const Replicate> replicates, double estimate, double error,
                                             double level) {
  if (!(error > kRounding * std::max(1.0, std::abs(estimate)))) return std::nullopt;
  std::vector<double> pivots;
  pivots.reserve(replicates.size());
  for (const Replicate& replicate : replicates) {
    if (!replicate.value || !replicate.standard_error) continue;
    const double off = *replicate.value - estimate;
    if (*replicate.standard_error > kRounding * std::max(1.0, std::abs(estimate)))
      pivots.push_back(off / *replicate.standard_error);
    else if (std::abs(off) > kRounding * std::max(1.0, std::abs(estimate)))
      pivots.push_back(std::copysign(std::numeric_limits<double>::infinity(), off));
    else
      pivots.push_back(0.0);
  }
  if (pivots.empty() || (replicates.size() - pivots.size()) * 10 > replicates.size()) return std::nullopt;
  std::sort(pivots.begin(), pivots.end());
  return Interval{estimate - error * sorted_quantile(pivots, 0.5 + 0.5 * level),
                  estimate - error * sorted_quantile(pivots, 0.5 - 0.5 * level)};
}

namespace {

BootstrapResult by_jackknife(const Resampler& resampler, double estimate, const BootstrapOptions& options) {
  BootstrapResult result;
  const std::optional<double> error = jackknife_error(resampler.jackknife());
  if (!error) {
    result.reason = "the value without one of the samples is undefined";
  } else if (*error <= kRounding * std::max(1.0, std::abs(estimate))) {
    result.reason = "all values with a sample left out are equal";
  } else {
    result.standard_error = error;
    const double half = normal_quantile(0.5 + 0.5 * options.level) * *error;
    result.interval = Interval{std::max(estimate - half, options.lowest), std::min(estimate + half, options.highest)};
    result.method = resampler.clustered() ? "cluster_jackknife" : "jackknife";
  }
  return result;
}

}  // namespace

BootstrapResult bootstrap_interval(const Resampler& resampler, double estimate, const BootstrapOptions& options) {
  ASSAY_CHECK(options.level > 0.0 && options.level < 1.0 && options.replicates > 0);
  BootstrapResult result;
  const std::size_t units = resampler.num_units();
  if (resampler.clustered() && units < kMinClusters) {
    result.reason = few_clusters(units);
    return result;
  }
  if (units < 2) {
    result.reason = "fewer than two samples";
    return result;
  }
  if (resampler.is_of_sums() && units > kManyUnits) return by_jackknife(resampler, estimate, options);
  const bool studentise =
      resampler.is_of_sums() ? units <= kStudentisedSums : units * resampler.num_rows() <= kStudentisedProduct;
  std::vector<Replicate> studentised;
  std::vector<double> replicates;
  replicates.reserve(options.replicates);
  if (studentise) {
    studentised = resampler.studentised(options.seed, 0, options.replicates);
    for (const Replicate& replicate : studentised)
      if (replicate.value) replicates.push_back(*replicate.value);
  } else {
    for (const auto& replicate : resampler.replicates(options.seed, 0, options.replicates))
      if (replicate) replicates.push_back(*replicate);
  }
  const std::size_t undefined = options.replicates - replicates.size();
  if (undefined * 10 > options.replicates || replicates.empty()) {
    result.reason = fmt::format("{} of {} bootstrap replicates have no value", undefined, options.replicates);
    return result;
  }
  const auto [lowest, highest] = std::minmax_element(replicates.begin(), replicates.end());
  if (*highest - *lowest <= kRounding * std::max(1.0, std::abs(*highest))) {
    result.reason = "all bootstrap replicates are equal";
    return result;
  }
  if (replicates.size() > 1) result.standard_error = deviation(replicates);
  const auto set = [&](Interval interval, const char* method) {
    interval.low = std::max(interval.low, options.lowest);
    interval.high = std::min(interval.high, options.highest);
    result.interval = interval;
    result.method = (resampler.clustered() ? std::string("cluster_") : std::string()) + method;
  };
  const std::vector<double> left_out = resampler.jackknife();
  if (studentise) {
    if (const auto error = jackknife_error(left_out)) {
      auto interval = bootstrap_t_interval(studentised, estimate, *error, options.level);
      if (interval && std::isfinite(std::max(interval->low, options.lowest)) &&
          std::isfinite(std::min(interval->high, options.highest))) {
        set(*interval, "bootstrap_t");
        return result;
      }
    }
  }
  if (const std::optional<double> bias = bca_bias(replicates, estimate))
    set(bca_interval(replicates, {*bias, jackknife_acceleration(left_out)}, options.level), "bca_bootstrap");
  else
    set(percentile_interval(replicates, options.level), "percentile_bootstrap");
  return result;
}

}  // namespace assay::metrics
