#include "metrics/stats/calibration_error.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "harness/core/check.h"
#include "metrics/stats/bootstrap.h"
#include "metrics/stats/draws.h"

namespace assay::metrics {
namespace {

/// The bin of each row.
std::vector<std::size_t> bins_of(std::span<const double> probabilities, std::size_t bins, Binning binning) {
  const std::size_t n = probabilities.size();
  std::vector<std::size_t> found(n);
  if (binning == Binning::kEqualWidth) {
    for (std::size_t i = 0; i < n; ++i)
      found[i] = std::min(static_cast<std::size_t>(static_cast<double>(bins) * probabilities[i]), bins - 1);
    return found;
  }
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return probabilities[a] < probabilities[b]; });
  // The first n mod B bins have one row more.
  const std::size_t size = n / bins;
  const std::size_t larger = n % bins;
  for (std::size_t at = 0; at < n; ++at) {
    const std::size_t edge = larger * (size + 1);
    found[order[at]] = at < edge ? at / (size + 1) : larger + (at - edge) / size;
  }
  return found;
}

/// sum_b |sum_i (p_i - y_i)| / n.
double error_of(std::span<const double> probabilities, std::span<const std::size_t> bin_of, std::vector<double>& off,
                auto&& outcome) {
  std::fill(off.begin(), off.end(), 0.0);
  for (std::size_t i = 0; i < probabilities.size(); ++i) off[bin_of[i]] += probabilities[i] - outcome(i);
  double sum = 0.0;
  for (const double v : off) sum += std::abs(v);
  return sum / static_cast<double>(probabilities.size());
}

}  // namespace

std::optional<double> calibration_error(std::span<const double> probabilities, std::span<const double> outcomes,
                                        std::size_t bins, Binning binning) {
  ASSAY_CHECK(probabilities.size() == outcomes.size() && bins > 0);
  if (probabilities.empty()) return std::nullopt;
  std::vector<double> off(bins);
  return error_of(probabilities, bins_of(probabilities, bins, binning), off,
                  [&](std::size_t i) { return outcomes[i]; });
}

std::optional<CalibrationNull> calibration_null(std::span<const double> probabilities, std::span<const double> outcomes,
                                                std::size_t bins, Binning binning, double level, std::size_t replicates,
                                                std::uint64_t seed) {
  ASSAY_CHECK(level > 0.0 && level < 1.0 && replicates > 0);
  const std::optional<double> observed = calibration_error(probabilities, outcomes, bins, binning);
  if (!observed) return std::nullopt;
  const std::vector<std::size_t> bin_of = bins_of(probabilities, bins, binning);
  const std::uint64_t base = draw_base(seed, "calibration_null");
  std::vector<double> off(bins);
  std::vector<double> errors(replicates);
  CalibrationNull found;
  double at_least = 0.0;
  for (std::size_t r = 0; r < replicates; ++r) {
    Draws draws(base, r);
    errors[r] = error_of(probabilities, bin_of, off,
                         [&](std::size_t i) { return draws.uniform() < probabilities[i] ? 1.0 : 0.0; });
    found.mean += errors[r] / static_cast<double>(replicates);
    at_least += errors[r] >= *observed ? 1.0 : 0.0;
  }
  std::sort(errors.begin(), errors.end());
  found.high = sorted_quantile(errors, level);
  found.p = (1.0 + at_least) / (1.0 + static_cast<double>(replicates));
  return found;
}

}  // namespace assay::metrics
