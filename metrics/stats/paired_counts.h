#pragma once

#include <optional>
#include <span>

#include "metrics/stats/intervals.h"

namespace assay::metrics {

/// How often a base and a candidate were right on the same samples.
struct PairedCounts {
  double both = 0.0;
  double lost = 0.0;    ///< the base alone was right
  double gained = 0.0;  ///< the candidate alone was right
  double neither = 0.0;

  double n() const { return both + lost + gained + neither; }
  /// The candidate's proportion less the base's. Requires: n() > 0.
  double difference() const { return (gained - lost) / n(); }
};

/// The counts of values that are all 0 or 1; nullopt where one is not.
/// Shapes: base, candidate [num_samples].
std::optional<PairedCounts> paired_counts(std::span<const double> base, std::span<const double> candidate);

/// Newcombe's square-and-add interval of the difference, from the Wilson intervals of both proportions and their
/// correlation. Requires: n() > 0, 0 < level < 1.
/// Source: Newcombe 1998, "Improved confidence intervals for the difference between binomial proportions based on
/// paired data", method 10.
Interval newcombe_paired_interval(const PairedCounts& counts, double level);

/// Tango's score interval of the difference: the differences that the score test does not reject. It covers best of
/// those here for few samples (docs/statistics.md). Requires: n() > 0, 0 < level < 1. Source: Tango 1998, "Equivalence
/// test and confidence interval for the difference in proportions for the paired-sample design".
Interval tango_interval(const PairedCounts& counts, double level);

/// The adjusted Wald interval with one pseudo-observation in each discordant cell, clipped to -1..1. Requires: as
/// above. Source: Bonett & Price 2012, "Adjusted Wald confidence interval for a difference of binomial proportions
/// based on paired data".
Interval bonett_price_interval(const PairedCounts& counts, double level);

}  // namespace assay::metrics
