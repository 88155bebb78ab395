#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "metrics/stats/test_result.h"

namespace assay::metrics {

/// The sign test: the exact binomial test of as many positive as negative differences, zeros left out; p is 1 where all
/// are zero. Statistic: the smaller of the two numbers. Source: Arbuthnott 1710; Conover 1999, "Practical nonparametric
/// statistics", section 3.4.
TestResult sign_test(std::span<const double> differences);

/// The sign-flip test of a mean difference of 0: each difference is as likely as its opposite. Exact over all flips for
/// up to 20 differences that are not zero ("sign_flip_exact"), else over `replicates` flips of `seed` with p = (1 +
/// number as far off) / (replicates + 1) ("sign_flip"). With clusters whole clusters are flipped
/// ("cluster_sign_flip..."). Statistic: the mean. p is 1 where all are zero. Shapes: differences [num_samples],
/// clusters empty or [num_samples]. Requires: not empty, replicates > 0. Source: Fisher 1935, "The design of
/// experiments", section 21; Phipson & Smyth 2010, for the added 1.
TestResult sign_flip(std::span<const double> differences, std::span<const std::uint32_t> clusters = {},
                     std::size_t replicates = 10000, std::uint64_t seed = 0);

/// Wilcoxon's signed-rank test, with zeros ranked and then left out, and ranks of ties averaged. Exact over all signs
/// for up to 50 differences ("wilcoxon_exact"), else by the normal approximation with the correction for ties and none
/// for continuity ("wilcoxon"). Statistic: the smaller sum of ranks. p is 1 where all are zero. Requires: not empty.
/// Source: Wilcoxon 1945; Pratt 1959, "Remarks on zeros and ties in the Wilcoxon signed rank procedures".
TestResult wilcoxon(std::span<const double> differences);

}  // namespace assay::metrics
