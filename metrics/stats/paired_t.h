#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "metrics/stats/intervals.h"
#include "metrics/stats/test_result.h"

namespace assay::metrics {

/// The paired t-test and its interval.
struct PairedT {
  TestResult test;
  double difference = 0.0;               ///< the mean of the differences
  std::optional<double> standard_error;  ///< nullopt where the test has no p
  double df = 0.0;
  std::optional<Interval> interval;
};

/// candidate - base, sample by sample. Shapes: both [num_samples].
std::vector<double> differences(std::span<const double> base, std::span<const double> candidate);

/// Student's paired t-test on differences ("paired_t"); with clusters, on the cluster-robust standard error with G - 1
/// degrees of freedom ("cluster_paired_t"), or for clusters of very different sizes on the jackknife's
/// ("cluster_jackknife_paired_t", see `error_of_mean`); also for clustered 0/1 values in place of McNemar's test. No p
/// for fewer than two differences or ten clusters, or where they are all equal. Shapes: differences [num_samples],
/// clusters empty or [num_samples]. Requires: not empty, 0 < level < 1. Source: Student 1908; Miller 2024
/// (arXiv:2411.00640).
PairedT paired_t(std::span<const double> differences, std::span<const std::uint32_t> clusters = {},
                 double level = 0.95);

}  // namespace assay::metrics
