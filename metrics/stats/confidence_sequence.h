#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "metrics/stats/intervals.h"

namespace assay::metrics {

/// What a confidence sequence is made with.
struct SequenceOptions {
  double level = 0.95;
  double lowest = 0.0;  ///< the range of the values
  double highest = 1.0;
};

/// Confidence sequences of the mean of bounded values: interval t is made of the first t values, and with probability
/// `level` all of them hold the mean at once, so one may look after every value and stop whenever one likes. The values
/// must come in random order: over a file sorted by difficulty they hold a mean that is not the whole file's. Shapes:
/// values [n]; the result [n]. Requires: lowest <= all values <= highest, lowest < highest, 0 < level < 1.

/// The predictable-mixture Hoeffding sequence; it does not learn the variance.
/// Source: Waudby-Smith & Ramdas 2024, "Estimating means of bounded random variables by betting", theorem 1.
std::vector<Interval> hoeffding_sequence(std::span<const double> values, const SequenceOptions& options = {});

/// The predictable-mixture empirical Bernstein sequence, with bets of at most 1/2. Source: the same, theorem 2.
std::vector<Interval> empirical_bernstein_sequence(std::span<const double> values, const SequenceOptions& options = {});

/// The hedged-betting sequence, the tightest of the three: the means at which neither of two gamblers, of whom one bets
/// on more and one on less, has multiplied their stake by 1 / (1 - level). Found on a grid of `grid` steps over the
/// range, with ends on the outer side. Costs grid operations a value. Source: the same, theorem 3.
std::vector<Interval> betting_sequence(std::span<const double> values, const SequenceOptions& options = {},
                                       std::size_t grid = 1000);

/// The intersection of each interval with all before it, which holds the mean just as well; nullopt from where it is
/// empty, which says that the values did not come in random order (or that the one bad case in 1 / (1 - level) came
/// up).
std::vector<std::optional<Interval>> running_intersection(std::span<const Interval> sequence);

}  // namespace assay::metrics
