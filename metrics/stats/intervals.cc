#include "metrics/stats/intervals.h"

#include <algorithm>
#include <cmath>

#include "harness/core/check.h"
#include "metrics/stats/distributions.h"

namespace assay::metrics {

Interval wilson_interval(double successes, double n, double level) {
  ASSAY_CHECK(n > 0.0 && successes >= 0.0 && successes <= n && level > 0.0 && level < 1.0);
  const double z = normal_quantile(0.5 + 0.5 * level);
  const double share = successes / n;
  const double scale = 1.0 / (1.0 + z * z / n);
  const double centre = scale * (share + z * z / (2.0 * n));
  const double half = scale * z * std::sqrt(share * (1.0 - share) / n + z * z / (4.0 * n * n));
  // The ends are exactly 0 and 1 at no and all successes, which rounding would miss.
  return {successes == 0.0 ? 0.0 : std::max(0.0, centre - half), successes == n ? 1.0 : std::min(1.0, centre + half)};
}

std::optional<Interval> t_interval(std::span<const double> values, double level) {
  ASSAY_CHECK(level > 0.0 && level < 1.0);
  const std::size_t n = values.size();
  if (n < 2 || std::all_of(values.begin(), values.end(), [&](double v) { return v == values[0]; })) return std::nullopt;
  double mean = 0.0;
  for (const double v : values) mean += v;
  mean /= static_cast<double>(n);
  double squares = 0.0;
  for (const double v : values) squares += (v - mean) * (v - mean);
  const double standard_error = std::sqrt(squares / static_cast<double>(n - 1) / static_cast<double>(n));
  const double half = student_t_quantile(0.5 + 0.5 * level, static_cast<double>(n - 1)) * standard_error;
  return Interval{mean - half, mean + half};
}

}  // namespace assay::metrics
