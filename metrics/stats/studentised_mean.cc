#include "metrics/stats/studentised_mean.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "harness/core/check.h"
#include "metrics/stats/bootstrap.h"
#include "metrics/stats/draws.h"

namespace assay::metrics {
namespace {

double mean_of(std::span<const double> values) {
  double sum = 0.0;
  for (const double v : values) sum += v;
  return sum / static_cast<double>(values.size());
}

}  // namespace

std::optional<double> skewness(std::span<const double> values) {
  ASSAY_CHECK(!values.empty());
  if (std::all_of(values.begin(), values.end(), [&](double v) { return v == values[0]; })) return std::nullopt;
  const double mean = mean_of(values);
  double squares = 0.0;
  double cubes = 0.0;
  for (const double v : values) {
    const double d = v - mean;
    squares += d * d;
    cubes += d * d * d;
  }
  const double n = static_cast<double>(values.size());
  const double found = cubes / n / std::pow(squares / n, 1.5);
  if (!(squares > 0.0) || !std::isfinite(found)) return std::nullopt;
  return found;
}

std::optional<Interval> studentised_mean_interval(std::span<const double> values, double level, std::size_t replicates,
                                                  std::uint64_t seed) {
  ASSAY_CHECK(level > 0.0 && level < 1.0 && replicates > 0);
  if (values.size() < 2) return std::nullopt;
  const double n = static_cast<double>(values.size());
  const double mean = mean_of(values);
  // Deviations from the mean: their sums of squares do not cancel.
  std::vector<double> off(values.begin(), values.end());
  for (double& v : off) v -= mean;
  const auto error_of = [&](double sum, double squares) {
    return std::sqrt(std::max(0.0, squares - sum * sum / n) / (n - 1.0) / n);
  };
  double squares = 0.0;
  for (const double v : off) squares += v * v;
  const std::uint64_t base = draw_base(seed, "bootstrap");
  std::vector<Replicate> found(replicates);
  for (std::size_t i = 0; i < replicates; ++i) {
    double sum = 0.0;
    double sum_of_squares = 0.0;
    Draws(base, i).indices(off.size(), off.size(), [&](std::size_t j) {
      sum += off[j];
      sum_of_squares += off[j] * off[j];
    });
    const double error = error_of(sum, sum_of_squares);
    // What cancellation leaves of equal values is no spread.
    found[i] = {mean + sum / n, error * error * n * (n - 1.0) > 1e-13 * sum_of_squares ? error : 0.0};
  }
  return bootstrap_t_interval(found, mean, error_of(0.0, squares), level);
}

}  // namespace assay::metrics
