#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "harness/core/metric.h"
#include "harness/core/report.h"
#include "metrics/stats/bootstrap.h"

namespace assay::metrics {

/// What the interval of an estimate is made with.
struct EstimateOptions {
  double level = 0.95;
  std::size_t replicates = 1000;  ///< of the bootstrap
  std::uint64_t seed = 0;         ///< of the bootstrap
  /// The cluster of each row, numbered from 0 (rows that share a passage, say); empty: each row is its own.
  std::span<const std::uint32_t> clusters = {};
};

/// A group's value and its interval from the rows of its samples.
///
/// The interval is Wilson's for a proportion (Student's t where a row is the mean of several epochs, and so neither 0
/// nor 1), Student's t for a mean, and for anything else the BCa bootstrap ("bca_bootstrap"; "percentile_bootstrap"
/// where its bias correction is undefined). There is no interval, and the reason in Estimate::no_interval, for fewer
/// than two rows, for rows that do not differ, and where over a tenth of the replicates have no value. A value that is
/// not finite counts as undefined; an interval ends where the metric's range does. Requires: 0 < level < 1, replicates > 0; rows of kWilson and kT metrics have no
/// weights of their own.
Estimate make_estimate(const MetricInfo& info, const ValueFunction& value, const StatsRows& rows, std::int64_t unscored,
                       std::int64_t failed, const EstimateOptions& options);

}  // namespace assay::metrics
