#pragma once

#include <optional>
#include <span>

namespace assay::metrics {

/// A confidence interval.
struct Interval {
  double low = 0.0;
  double high = 0.0;
};

/// Wilson's score interval of a proportion of `successes` out of `n`. Requires: 0 <= successes <= n, n > 0, 0 < level
/// < 1. Source: Wilson 1927, "Probable inference, the law of succession, and statistical inference".
Interval wilson_interval(double successes, double n, double level);

/// Student's t interval of a mean; nullopt for fewer than two values or where all are equal.
std::optional<Interval> t_interval(std::span<const double> values, double level);

}  // namespace assay::metrics
