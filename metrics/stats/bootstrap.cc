#include "metrics/stats/bootstrap.h"

#include <algorithm>
#include <cmath>

#include "harness/core/check.h"
#include "harness/core/random.h"
#include "metrics/stats/distributions.h"

namespace assay::metrics {
namespace {

constexpr std::size_t kMaxJackknifeGroups = 1000;

/// Uniform in 0..n-1 without bias from 32 bits and one multiplication.
/// Source: Lemire 2019, "Fast random integer generation in an interval", algorithm 5.
std::size_t draw_below(RandomStream& stream, std::size_t n) {
  if (n > UINT32_MAX) return static_cast<std::size_t>(stream.below(n));
  const std::uint32_t bound = static_cast<std::uint32_t>(n);
  std::uint64_t product = std::uint64_t{stream.next_u32()} * bound;
  if (static_cast<std::uint32_t>(product) < bound) {
    const std::uint32_t threshold = (0U - bound) % bound;
    while (static_cast<std::uint32_t>(product) < threshold) product = std::uint64_t{stream.next_u32()} * bound;
  }
  return static_cast<std::size_t>(product >> 32);
}

std::optional<double> finite_value(const ValueFunction& value, const StatsRows& rows) {
  const std::optional<double> found = value(rows);
  if (!found || !std::isfinite(*found)) return std::nullopt;
  return found;
}

std::vector<double> sorted_copy(std::span<const double> values) {
  std::vector<double> sorted(values.begin(), values.end());
  std::sort(sorted.begin(), sorted.end());
  return sorted;
}

}  // namespace

void resample_weights(std::uint64_t seed, std::uint64_t replicate, std::span<double> weights) {
  RandomStream stream(stream_seed(seed, "bootstrap", "", replicate));
  std::fill(weights.begin(), weights.end(), 0.0);
  for (std::size_t i = 0; i < weights.size(); ++i) weights[draw_below(stream, weights.size())] += 1.0;
}

std::vector<std::optional<double>> bootstrap_values(const StatsRows& rows, const ValueFunction& value,
                                                    std::uint64_t seed, std::uint64_t first, std::size_t count) {
  std::vector<std::optional<double>> values;
  values.reserve(count);
  std::vector<double> weights(rows.num_rows());
  for (std::size_t i = 0; i < count; ++i) {
    resample_weights(seed, first + i, weights);
    if (!rows.weights.empty())
      for (std::size_t row = 0; row < weights.size(); ++row) weights[row] *= rows.weights[row];
    values.push_back(finite_value(value, {rows.data, rows.width, weights}));
  }
  return values;
}

double sorted_quantile(std::span<const double> sorted, double p) {
  ASSAY_CHECK(!sorted.empty() && p >= 0.0 && p <= 1.0);
  const double place = p * static_cast<double>(sorted.size() - 1);
  const std::size_t below = static_cast<std::size_t>(place);
  if (below + 1 >= sorted.size()) return sorted.back();
  const double part = place - static_cast<double>(below);
  return sorted[below] + part * (sorted[below + 1] - sorted[below]);
}

Interval percentile_interval(std::span<const double> replicates, double level) {
  const std::vector<double> sorted = sorted_copy(replicates);
  return {sorted_quantile(sorted, 0.5 - 0.5 * level), sorted_quantile(sorted, 0.5 + 0.5 * level)};
}

std::optional<double> bca_bias(std::span<const double> replicates, double estimate) {
  double below = 0.0;
  for (const double value : replicates) below += value < estimate ? 1.0 : value == estimate ? 0.5 : 0.0;
  const double share = below / static_cast<double>(replicates.size());
  if (!(share > 0.0 && share < 1.0)) return std::nullopt;
  return normal_quantile(share);
}

double jackknife_acceleration(const StatsRows& rows, const ValueFunction& value) {
  const std::size_t n = rows.num_rows();
  const std::size_t groups = std::min(n, kMaxJackknifeGroups);
  std::vector<double> weights(n);
  for (std::size_t i = 0; i < n; ++i) weights[i] = rows.weight(i);
  std::vector<double> left_out(groups);
  double mean = 0.0;
  for (std::size_t group = 0; group < groups; ++group) {
    for (std::size_t i = group; i < n; i += groups) weights[i] = 0.0;
    const std::optional<double> found = finite_value(value, {rows.data, rows.width, weights});
    for (std::size_t i = group; i < n; i += groups) weights[i] = rows.weight(i);
    if (!found) return 0.0;
    left_out[group] = *found;
    mean += *found / static_cast<double>(groups);
  }
  double squares = 0.0;
  double cubes = 0.0;
  for (const double v : left_out) {
    const double d = mean - v;
    squares += d * d;
    cubes += d * d * d;
  }
  if (!(squares > 0.0)) return 0.0;
  const double acceleration = cubes / (6.0 * std::pow(squares, 1.5));
  return std::isfinite(acceleration) ? acceleration : 0.0;
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

}  // namespace assay::metrics
