#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "harness/core/check.h"
#include "harness/core/random.h"
#include "metrics/stats/clusters.h"
#include "metrics/stats/distributions.h"
#include "metrics/stats/stratified.h"

namespace assay::metrics {
namespace {

// As for one sample (bootstrap.cc): what a studentised replicate costs grows with the squares of the strata's units.
constexpr double kRounding = 1e-12;
constexpr std::size_t kManyUnits = 20000;
constexpr std::size_t kStudentisedSquares = 200 * 200;
constexpr std::size_t kStudentisedProduct = 10000;

struct Resampled {
  std::vector<Resampler> strata;
  std::vector<double> weights;
  std::vector<std::uint64_t> seeds;
  bool of_sums = true, clustered = false;
  std::size_t units = 0, squares = 0, product = 0;
};

// What the jackknife of all strata tells: the error of the weighted sum and the acceleration of a BCa interval.
struct StratifiedJackknife {
  std::optional<double> error;
  double acceleration = 0.0;
};

/// Davison & Hinkley 1997, eq. 5.28: a = (1/6) sum_i n_i^-3 sum_j l_ij^3 / (sum_i n_i^-2 sum_j l_ij^2)^(3/2), with the
/// jackknife's l_ij = w_i (n_i - 1) (mean - value without j).
StratifiedJackknife jackknife_of(const Resampled& resampled) {
  StratifiedJackknife out;
  double variance = 0.0, squares = 0.0, cubes = 0.0;
  for (std::size_t i = 0; i < resampled.strata.size(); ++i) {
    const std::vector<double> left = resampled.strata[i].jackknife();
    if (left.size() < 2) return {};
    const double n = static_cast<double>(left.size()), w = resampled.weights[i];
    double mean = 0.0;
    for (const double v : left) mean += v / n;
    for (const double v : left) {
      const double influence = w * (n - 1.0) * (mean - v);
      squares += influence * influence / (n * n);
      cubes += influence * influence * influence / (n * n * n);
      variance += influence * influence / (n * (n - 1.0));
    }
  }
  out.error = std::sqrt(variance);
  const double acceleration = cubes / (6.0 * std::pow(squares, 1.5));
  if (squares > 0.0 && std::isfinite(acceleration)) out.acceleration = acceleration;
  return out;
}

std::vector<Replicate> replicates_of(const Resampled& resampled, bool studentise, std::size_t count) {
  std::vector<Replicate> sums(count, Replicate{0.0, 0.0});
  for (std::size_t i = 0; i < resampled.strata.size(); ++i) {
    const double w = resampled.weights[i];
    std::vector<Replicate> drawn;
    if (studentise) {
      drawn = resampled.strata[i].studentised(resampled.seeds[i], 0, count);
    } else {
      for (const auto& value : resampled.strata[i].replicates(resampled.seeds[i], 0, count)) drawn.push_back({value, 0.0});
    }
    for (std::size_t r = 0; r < count; ++r) {
      Replicate& sum = sums[r];
      if (!sum.value || !drawn[r].value) {
        sum = {};
        continue;
      }
      *sum.value += w * *drawn[r].value;
      const std::optional<double>& error = drawn[r].standard_error;
      if (sum.standard_error && error)
        *sum.standard_error += w * w * *error * *error;
      else
        sum.standard_error.reset();
    }
  }
  for (Replicate& sum : sums)
    if (sum.standard_error) sum.standard_error = std::sqrt(*sum.standard_error);
  return sums;
}

double deviation_of(std::span<const double> values) {
  double mean = 0.0;
  for (const double v : values) mean += v / static_cast<double>(values.size());
  double squares = 0.0;
  for (const double v : values) squares += (v - mean) * (v - mean);
  return std::sqrt(squares / static_cast<double>(values.size() - 1));
}

}  // namespace

BootstrapResult stratified_bootstrap(std::span<const Stratum> strata, std::span<const double> weights, double estimate,
                                     const BootstrapOptions& options) {
  ASSAY_CHECK(options.level > 0.0 && options.level < 1.0 && options.replicates > 1 && !strata.empty());
  ASSAY_CHECK(weights.size() == strata.size());
  BootstrapResult result;
  Resampled resampled;
  for (std::size_t i = 0; i < strata.size(); ++i) {
    const Stratum& stratum = strata[i];
    const std::size_t rows = stratum.rows.num_rows();
    Units units = units_of(rows, stratum.clusters);
    if (units.clustered && units.num_units < kMinClusters) {
      result.reason = fmt::format("{}: {}", stratum.name, few_clusters(units.num_units));
      return result;
    }
    if (units.num_units < 2) {
      result.reason = fmt::format("{}: fewer than two samples", stratum.name);
      return result;
    }
    resampled.units += units.num_units;
    resampled.squares += units.num_units * units.num_units;
    resampled.product += units.num_units * rows;
    resampled.clustered = resampled.clustered || units.clustered;
    resampled.of_sums = resampled.of_sums && stratum.value.is_of_sums();
    resampled.weights.push_back(weights[i]);
    resampled.seeds.push_back(stream_seed(options.seed, "stratum", stratum.name, i));
    resampled.strata.emplace_back(stratum.rows, stratum.value, std::move(units));
  }
  const auto set = [&](Interval interval, const char* method) {
    result.interval = Interval{std::max(interval.low, options.lowest), std::min(interval.high, options.highest)};
    result.method = std::string("stratified_") + (resampled.clustered ? "cluster_" : "") + method;
  };
  const StratifiedJackknife jackknife = jackknife_of(resampled);
  const double rounding = kRounding * std::max(1.0, std::abs(estimate));
  if (resampled.of_sums && resampled.units > kManyUnits) {
    if (!jackknife.error) {
      result.reason = "the value without one of the samples is undefined";
    } else if (*jackknife.error <= rounding) {
      result.reason = "all values with a sample left out are equal";
    } else {
      result.standard_error = jackknife.error;
      const double half = normal_quantile(0.5 + 0.5 * options.level) * *jackknife.error;
      set({estimate - half, estimate + half}, "jackknife");
    }
    return result;
  }
  const bool studentise = resampled.of_sums ? resampled.squares <= kStudentisedSquares : resampled.product <= kStudentisedProduct;
  const std::vector<Replicate> found = replicates_of(resampled, studentise, options.replicates);
  std::vector<double> values;
  for (const Replicate& replicate : found)
    if (replicate.value) values.push_back(*replicate.value);
  const std::size_t undefined = options.replicates - values.size();
  if (undefined * 10 > options.replicates || values.size() < 2) {
    result.reason = fmt::format("{} of {} bootstrap replicates have no value", undefined, options.replicates);
    return result;
  }
  const auto [lowest, highest] = std::minmax_element(values.begin(), values.end());
  if (*highest - *lowest <= kRounding * std::max(1.0, std::abs(*highest))) {
    result.reason = "all bootstrap replicates are equal";
    return result;
  }
  result.standard_error = deviation_of(values);
  if (studentise && jackknife.error) {
    const auto interval = bootstrap_t_interval(found, estimate, *jackknife.error, options.level);
    if (interval && std::isfinite(std::max(interval->low, options.lowest)) &&
        std::isfinite(std::min(interval->high, options.highest))) {
      set(*interval, "bootstrap_t");
      return result;
    }
  }
  if (const std::optional<double> bias = bca_bias(values, estimate))
    set(bca_interval(values, {*bias, jackknife.acceleration}, options.level), "bca_bootstrap");
  else
    set(percentile_interval(values, options.level), "percentile_bootstrap");
  return result;
}

}  // namespace assay::metrics
