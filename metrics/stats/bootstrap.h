#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "harness/core/metric.h"
#include "metrics/stats/intervals.h"

namespace assay::metrics {

/// A group's value as a pure function of its rows: Metric::value or Rater::value.
using ValueFunction = std::function<std::optional<double>(const StatsRows& rows)>;

/// How often each of `num_rows` rows is drawn in replicate number `replicate`: counts that sum to num_rows, written to
/// `weights`. A pure function of its arguments, so replicates can be shared out in any way.
/// Shapes: weights [num_rows].
void resample_weights(std::uint64_t seed, std::uint64_t replicate, std::span<double> weights);

/// The values of replicates first, first + 1, ..., first + count - 1; nullopt where a replicate's value is undefined or
/// not finite. Weights in `rows` are multiplied by the counts.
std::vector<std::optional<double>> bootstrap_values(const StatsRows& rows, const ValueFunction& value,
                                                    std::uint64_t seed, std::uint64_t first, std::size_t count);

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

/// z0 from the share of replicates under the estimate (ties count half), nullopt where all lie on one side.
std::optional<double> bca_bias(std::span<const double> replicates, double estimate);

/// The acceleration by the jackknife: each row is left out once. Beyond 1000 rows, 1000 interleaved groups of rows are
/// left out instead, which has the same expectation and keeps the cost linear. 0 where the jackknife values are all
/// equal or one is undefined.
double jackknife_acceleration(const StatsRows& rows, const ValueFunction& value);

/// The bias-corrected and accelerated interval. Requires: replicates not empty.
/// Source: Efron 1987, "Better bootstrap confidence intervals", eq. 2.3 and 6.6.
Interval bca_interval(std::span<const double> replicates, BcaCorrections corrections, double level);

}  // namespace assay::metrics
