#pragma once

#include "metrics/stats/intervals.h"

namespace assay::metrics {

/// The two one-sided tests of equivalence.
struct Equivalence {
  double p_above_low = 1.0;   ///< of the hypothesis that the difference is at or below the lower margin
  double p_below_high = 1.0;  ///< of the hypothesis that it is at or above the upper margin
  double p = 1.0;             ///< the larger: equivalent at level a where it is <= a
};

/// Whether a difference lies within margins, from its standard error and degrees of freedom (infinite for the normal
/// distribution). Requires: standard_error > 0, df > 0, low < high.
/// Source: Schuirmann 1987, "A comparison of the two one-sided tests procedure and the power approach".
Equivalence equivalence_test(double difference, double standard_error, double df, double low, double high);

/// The same verdict at level a from an interval of level 1 - 2a, for values that have no standard error: it lies within
/// the margins. Requires: low < high.
bool is_equivalent(const Interval& interval, double low, double high);

}  // namespace assay::metrics
