#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "harness/core/metric.h"
#include "harness/core/report.h"
#include "metrics/stats/value_function.h"

namespace assay::metrics {

/// What the interval of an estimate is made with.
struct EstimateOptions {
  double level = 0.95;
  std::size_t replicates = 2000;  ///< of the bootstrap
  std::uint64_t seed = 0;         ///< of the bootstrap
  /// The cluster of each row, any numbers (rows that share a passage, say); empty: each row is its own.
  std::span<const std::uint32_t> clusters = {};
};

/// A group's value, its standard error and its interval from the rows of its samples.
///
/// A proportion has Wilson's interval ("wilson"). Any other mean has Student's ("t") from 200 rows on that are not very
/// skewed; else, where the metric has a range, Wilson's with the effective number of samples ("scaled_wilson"), and
/// where it has none and there are ten rows, the bootstrap-t ("bootstrap_t"). Every other value has an interval of
/// `bootstrap_interval`. With clusters a mean has Student's interval with the cluster-robust standard error
/// ("cluster_t"), for clusters of very different sizes the jackknife's ("cluster_jackknife_t", see `error_of_mean`), or
/// where the clusters are very skewed and the metric has a range Wilson's with either error ("cluster_scaled_wilson");
/// and the bootstrap draws whole clusters ("cluster_bca_bootstrap", ...). docs/statistics.md says why.
///
/// There is no interval, and the reason in Estimate::no_interval, for fewer than two rows or ten clusters, for rows
/// that do not differ, and where over a tenth of the replicates have no value. A value that is not finite counts as
/// undefined; an interval ends where the metric's range does. Estimate::standard_error_within is there where every
/// sample has two epochs or more. Requires: 0 < level < 1, replicates > 0; clusters empty or one a row; rows of kWilson
/// and kT metrics have no weights of their own.
Estimate make_estimate(const MetricInfo& info, const ValueFunction& value, const StatsRows& rows, std::int64_t unscored,
                       std::int64_t failed, const EstimateOptions& options);

}  // namespace assay::metrics
