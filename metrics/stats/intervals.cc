#include "metrics/stats/intervals.h"

#include <algorithm>
#include <cmath>

#include "harness/core/check.h"
#include "metrics/stats/distributions.h"

namespace assay::metrics {
namespace {

void check_proportion(double successes, double n, double level) {
  ASSAY_CHECK(n > 0.0 && successes >= 0.0 && successes <= n && level > 0.0 && level < 1.0);
}

/// Wilson 1927: the shares p with (share - p)^2 <= z^2 p (1 - p) / n.
Interval score_interval(double share, double n, double z) {
  const double scale = 1.0 / (1.0 + z * z / n);
  const double centre = scale * (share + z * z / (2.0 * n));
  const double half = scale * z * std::sqrt(share * (1.0 - share) / n + z * z / (4.0 * n * n));
  // The ends are exactly 0 and 1 at no and all successes, which rounding would miss.
  return {share == 0.0 ? 0.0 : std::max(0.0, centre - half), share == 1.0 ? 1.0 : std::min(1.0, centre + half)};
}

}  // namespace

Interval wilson_interval(double successes, double n, double level) {
  check_proportion(successes, n, level);
  return score_interval(successes / n, n, normal_quantile(0.5 + 0.5 * level));
}

Interval clopper_pearson_interval(double successes, double n, double level) {
  check_proportion(successes, n, level);
  const double tail = 0.5 - 0.5 * level;
  return {successes == 0.0 ? 0.0 : beta_quantile(tail, successes, n - successes + 1.0),
          successes == n ? 1.0 : beta_quantile(1.0 - tail, successes + 1.0, n - successes)};
}

Interval agresti_coull_interval(double successes, double n, double level) {
  check_proportion(successes, n, level);
  const double z = normal_quantile(0.5 + 0.5 * level);
  const double trials = n + z * z;
  const double share = (successes + 0.5 * z * z) / trials;
  const double half = z * std::sqrt(share * (1.0 - share) / trials);
  return {std::max(0.0, share - half), std::min(1.0, share + half)};
}

Interval jeffreys_interval(double successes, double n, double level) {
  check_proportion(successes, n, level);
  const double tail = 0.5 - 0.5 * level;
  return {beta_quantile(tail, successes + 0.5, n - successes + 0.5),
          beta_quantile(1.0 - tail, successes + 0.5, n - successes + 0.5)};
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
  return t_interval(mean, standard_error, static_cast<double>(n - 1), level);
}

Interval t_interval(double value, double standard_error, double df, double level) {
  ASSAY_CHECK(standard_error >= 0.0 && df > 0.0 && level > 0.0 && level < 1.0);
  const double half = student_t_quantile(0.5 + 0.5 * level, df) * standard_error;
  return {value - half, value + half};
}

std::optional<Interval> scaled_wilson_interval(double mean, double standard_error, double df, double lowest,
                                               double highest, double level) {
  ASSAY_CHECK(lowest < highest && df > 0.0 && level > 0.0 && level < 1.0);
  const double width = highest - lowest;
  const double share = (mean - lowest) / width;
  const double error = standard_error / width;
  if (!(error > 0.0) || !(share > 0.0 && share < 1.0)) return std::nullopt;
  const Interval of_share =
      score_interval(share, share * (1.0 - share) / (error * error), student_t_quantile(0.5 + 0.5 * level, df));
  return Interval{lowest + width * of_share.low, lowest + width * of_share.high};
}

}  // namespace assay::metrics
