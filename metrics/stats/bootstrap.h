#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>

#include "metrics/stats/intervals.h"
#include "metrics/stats/resampler.h"

namespace assay::metrics {

/// The quantile of sorted values with linear interpolation (type 7 of Hyndman & Fan 1996). Requires: not empty, 0 <= p
/// <= 1.
double sorted_quantile(std::span<const double> sorted, double p);

/// The plain percentile interval. Requires: values not empty.
Interval percentile_interval(std::span<const double> replicates, double level);

/// The two corrections of a BCa interval.
struct BcaCorrections {
  double bias = 0.0;          ///< z0
  double acceleration = 0.0;  ///< a
};

/// z0 from the share of replicates under the estimate (those equal to it up to rounding count half), nullopt where all
/// lie on one side.
std::optional<double> bca_bias(std::span<const double> replicates, double estimate);

/// The bias-corrected and accelerated interval. Requires: replicates not empty.
/// Source: Efron 1987, "Better bootstrap confidence intervals", eq. 2.3 and 6.6.
Interval bca_interval(std::span<const double> replicates, BcaCorrections corrections, double level);

/// The bootstrap-t interval estimate - q * error, with q the quantiles of (replicate - estimate) / its own error. A
/// replicate without spread counts as infinitely far off, so an end may be infinite; nullopt where over a tenth of the
/// replicates have no value or the error is 0.
/// Source: Efron & Tibshirani 1993, "An introduction to the bootstrap", section 12.5; Hall 1988.
std::optional<Interval> bootstrap_t_interval(std::span<const Replicate> replicates, double estimate, double error,
                                             double level);

/// What a bootstrap interval is made with.
struct BootstrapOptions {
  double level = 0.95;
  std::size_t replicates = 2000;
  std::uint64_t seed = 0;
  double lowest = -std::numeric_limits<double>::infinity();  ///< the range that the value can have
  double highest = std::numeric_limits<double>::infinity();
};

/// The interval of any value, or why there is none.
struct BootstrapResult {
  std::optional<Interval> interval;
  std::optional<double> standard_error;  ///< the standard deviation of the replicates
  /// "bootstrap_t", "bca_bootstrap" or "percentile_bootstrap", "jackknife", each with "cluster_" before it for clusters.
  std::string method;
  std::string reason;  ///< why there is no interval; "" where there is one
};

/// The interval of `estimate`, the resampler's own value. It is studentised for few units (200 where the value is of
/// sums, else 100, for each replicate is then jackknifed over its rows), since BCa is too short there
/// (docs/statistics.md has the measurements); else BCa; by percentiles where the bias correction is undefined. None for
/// fewer than two units or ten clusters, where the replicates are all equal, and where over a tenth of them have no
/// value. Where the value is of sums of more than 20,000 units, all of these agree and resampling would only cost time: it
/// is normal with the jackknife's standard error there. Requires: 0 < level < 1, replicates > 0.
BootstrapResult bootstrap_interval(const Resampler& resampler, double estimate, const BootstrapOptions& options);

}  // namespace assay::metrics
