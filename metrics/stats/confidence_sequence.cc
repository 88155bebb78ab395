#include "metrics/stats/confidence_sequence.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "harness/core/check.h"

namespace assay::metrics {
namespace {

std::vector<double> scaled(std::span<const double> values, const SequenceOptions& options) {
  ASSAY_CHECK(options.lowest < options.highest && options.level > 0.0 && options.level < 1.0);
  std::vector<double> found(values.begin(), values.end());
  for (double& v : found) {
    ASSAY_CHECK(v >= options.lowest && v <= options.highest);
    v = (v - options.lowest) / (options.highest - options.lowest);
  }
  return found;
}

std::vector<double> mirrored(std::vector<double> values) {
  for (double& v : values) v = 1.0 - v;
  return values;
}

std::vector<Interval> two_sided(const std::vector<double>& lower, const std::vector<double>& mirrored_lower,
                                const SequenceOptions& options) {
  std::vector<Interval> found(lower.size());
  const double width = options.highest - options.lowest;
  for (std::size_t i = 0; i < found.size(); ++i)
    found[i] = {options.lowest + width * lower[i], options.highest - width * mirrored_lower[i]};
  return found;
}

/// The bet on value t from those before it, sqrt(2 log(1 / alpha) / (var t log(1 + t))), where mean and variance begin
/// with one made-up observation (Waudby-Smith & Ramdas 2024).
class Bets {
 public:
  explicit Bets(double alpha) : factor_(2.0 * std::log(1.0 / alpha)) {}

  double next() const {
    const double t = seen_ + 1.0;
    return std::sqrt(factor_ / (squares_ / (seen_ + 1.0) * t * std::log(1.0 + t)));
  }
  void see(double x) {
    seen_ += 1.0;
    sum_ += x;
    const double off = x - sum_ / (seen_ + 1.0);
    squares_ += off * off;
  }

 private:
  double factor_;
  double seen_ = 0.0;
  double sum_ = 0.5;
  double squares_ = 0.25;
};

/// Lower ends sum(lambda x) / sum(lambda) - (log(1 / alpha) + sum(v psi(lambda))) / sum(lambda).
class LowerEnd {
 public:
  explicit LowerEnd(double alpha) : penalty_(std::log(1.0 / alpha)) {}

  double add(double x, double lambda, double v_psi) {
    weighted_ += lambda * x;
    lambdas_ += lambda;
    penalty_ += v_psi;
    return std::max(0.0, (weighted_ - penalty_) / lambdas_);
  }

 private:
  double weighted_ = 0.0;
  double lambdas_ = 0.0;
  double penalty_;
};

std::vector<double> hoeffding_lower(const std::vector<double>& values, double alpha) {
  std::vector<double> lower;
  LowerEnd end(alpha);
  double t = 0.0;
  for (const double x : values) {
    t += 1.0;
    const double lambda = std::min(1.0, std::sqrt(8.0 * std::log(1.0 / alpha) / (t * std::log(1.0 + t))));
    lower.push_back(end.add(x, lambda, lambda * lambda / 8.0));
  }
  return lower;
}

std::vector<double> bernstein_lower(const std::vector<double>& values, double alpha) {
  std::vector<double> lower;
  LowerEnd end(alpha);
  Bets bets(alpha);
  double sum = 0.0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double lambda = std::min(0.5, bets.next());
    const double off = values[i] - (i == 0 ? 0.0 : sum / static_cast<double>(i));
    lower.push_back(end.add(values[i], lambda, off * off * (-std::log1p(-lambda) - lambda)));
    bets.see(values[i]);
    sum += values[i];
  }
  return lower;
}

}  // namespace

std::vector<Interval> hoeffding_sequence(std::span<const double> values, const SequenceOptions& options) {
  const std::vector<double> x = scaled(values, options);
  const double alpha = 0.5 * (1.0 - options.level);
  return two_sided(hoeffding_lower(x, alpha), hoeffding_lower(mirrored(x), alpha), options);
}

std::vector<Interval> empirical_bernstein_sequence(std::span<const double> values, const SequenceOptions& options) {
  const std::vector<double> x = scaled(values, options);
  const double alpha = 0.5 * (1.0 - options.level);
  return two_sided(bernstein_lower(x, alpha), bernstein_lower(mirrored(x), alpha), options);
}

std::vector<Interval> betting_sequence(std::span<const double> values, const SequenceOptions& options,
                                       std::size_t grid) {
  ASSAY_CHECK(grid > 0);
  const std::vector<double> x = scaled(values, options);
  const double alpha = 1.0 - options.level;
  const double steps = static_cast<double>(grid);
  // Each gambler has half the capital and so must double the multiple.
  const double rejected = std::log(2.0 / alpha);
  std::vector<double> more(grid + 1, 0.0);  // log capital of the bet that the mean is above m
  std::vector<double> less(grid + 1, 0.0);
  std::vector<Interval> found;
  Bets bets(0.5 * alpha);
  for (const double value : x) {
    const double bet = bets.next();
    bets.see(value);
    std::size_t first = grid + 1;
    std::size_t last = 0;
    std::size_t poorest = 0;
    for (std::size_t i = 0; i <= grid; ++i) {
      const double m = static_cast<double>(i) / steps;
      // No more than half of the stake can be lost; at the ends of the range nothing can, and one value may reject at
      // once.
      const double up = m > 0.0 ? std::min(bet, 0.5 / m) : bet;
      const double down = m < 1.0 ? std::min(bet, 0.5 / (1.0 - m)) : bet;
      more[i] += std::log1p(up * (value - m));
      less[i] += std::log1p(-down * (value - m));
      const double capital = std::max(more[i], less[i]);
      if (capital < std::max(more[poorest], less[poorest])) poorest = i;
      if (capital >= rejected) continue;
      first = std::min(first, i);
      last = i;
    }
    if (first > grid) first = last = poorest;
    const double low = static_cast<double>(first == 0 ? 0 : first - 1) / steps;
    const double high = static_cast<double>(std::min(last + 1, grid)) / steps;
    const double width = options.highest - options.lowest;
    found.push_back({options.lowest + width * low, options.lowest + width * high});
  }
  return found;
}

std::vector<std::optional<Interval>> running_intersection(std::span<const Interval> sequence) {
  std::vector<std::optional<Interval>> found;
  Interval held{-std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()};
  for (const Interval& interval : sequence) {
    held = {std::max(held.low, interval.low), std::min(held.high, interval.high)};
    found.push_back(held.low <= held.high ? std::optional(held) : std::nullopt);
  }
  return found;
}

}  // namespace assay::metrics
