#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "harness/core/metric.h"
#include "metrics/stats/bootstrap.h"
#include "metrics/stats/test_result.h"
#include "metrics/stats/value_function.h"

namespace assay::metrics {

/// The rows of two runs of one metric on the same samples, in the same order, without weights.
struct PairedRows {
  StatsRows base;
  StatsRows candidate;
};

/// What a comparison of the values of two runs is made with.
struct PairedOptions {
  double level = 0.95;
  std::size_t replicates = 10000;
  std::uint64_t seed = 0;
  std::span<const std::uint32_t> clusters = {};  ///< the cluster of each row; empty: each row is its own
};

/// A test of the difference of two values.
struct RandomizationResult {
  TestResult test;
  std::optional<double> difference;  ///< candidate - base
};

/// Approximate randomisation: under the null hypothesis it does not matter which run an answer comes from, so base and
/// candidate are swapped at random, for each row or each whole cluster, and p = (1 + number of replicates at least as
/// far apart) / (replicates + 1). A replicate whose difference is undefined counts as that far. For any value, also of
/// a corpus. No p where a value is undefined or the rows of both runs are the same throughout. Requires: as many rows
/// of the same width in both; clusters empty or one a row; replicates > 0. Source: Noreen 1989, "Computer-intensive
/// methods for testing hypotheses"; Riezler & Maxwell 2005.
RandomizationResult randomization(const PairedRows& rows, const ValueFunction& value,
                                  const PairedOptions& options = {});

/// The differences of the replicates of `randomization`, each a pure function of the seed and its number.
std::vector<std::optional<double>> randomized_differences(const PairedRows& rows, const ValueFunction& value,
                                                          const PairedOptions& options = {});

/// candidate - base as a function of joint rows: for a value of sums, of rows that hold those of both runs side by side
/// (width twice theirs), else of the weights of the base's rows. What it reads must outlive it.
ValueFunction joint_value(const PairedRows& rows, const ValueFunction& value);

/// The rows of both runs side by side. Shapes: [num_rows, 2 width].
std::vector<double> joint_rows(const PairedRows& rows);

/// The interval of the difference of two values.
struct PairedBootstrapResult {
  std::optional<double> difference;  ///< candidate - base
  BootstrapResult bootstrap;
};

/// The interval of candidate - base under joint resampling of the rows, or whole clusters: `bootstrap_interval` of the
/// difference, with method names such as "paired_bca_bootstrap". `largest` is the largest difference that there can be.
/// Requires: as above, 0 < level < 1.
/// Source: Efron & Tibshirani 1993, "An introduction to the bootstrap"; Koehn 2004 for the pairing.
PairedBootstrapResult paired_bootstrap(const PairedRows& rows, const ValueFunction& value,
                                       const PairedOptions& options = {},
                                       double largest = std::numeric_limits<double>::infinity());

}  // namespace assay::metrics
