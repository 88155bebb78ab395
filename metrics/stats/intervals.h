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

/// The interval whose level is guaranteed, at the price of its width. Requires: as wilson_interval.
/// Source: Clopper & Pearson 1934.
Interval clopper_pearson_interval(double successes, double n, double level);

/// The normal interval around the centre of Wilson's, clipped to 0..1. Requires: as wilson_interval.
/// Source: Agresti & Coull 1998, "Approximate is better than exact", with z^2 added trials.
Interval agresti_coull_interval(double successes, double n, double level);

/// The equal-tailed posterior interval under the prior Beta(1/2, 1/2). Requires: as wilson_interval.
/// Source: Brown, Cai & DasGupta 2001, "Interval estimation for a binomial proportion".
Interval jeffreys_interval(double successes, double n, double level);

/// Student's t interval of a mean; nullopt for fewer than two values or where all are equal.
std::optional<Interval> t_interval(std::span<const double> values, double level);

/// Student's t interval of a value with a known standard error and `df` degrees of freedom.
/// Requires: standard_error >= 0, df > 0.
Interval t_interval(double value, double standard_error, double df, double level);

/// Wilson's interval of the mean of values in lowest..highest: as of a proportion of that mean with as many trials as
/// its standard error is worth, m (1 - m) / se^2, and Student's quantile with `df` degrees of freedom. Skewed as the
/// values near an end of their range are, it covers better than t for few of them (docs/statistics.md). nullopt where
/// the standard error is 0 or the mean is at an end. Source: Korn & Graubard 1998, "Confidence intervals for
/// proportions with small expected number of positive counts estimated from survey data", whose effective sample size
/// is put into Wilson's interval.
std::optional<Interval> scaled_wilson_interval(double mean, double standard_error, double df, double lowest,
                                               double highest, double level);

}  // namespace assay::metrics
