#pragma once

#include <span>
#include <string>
#include <vector>

#include "harness/core/response.h"

namespace assay::raters {

/// A judge's probabilities over the values of a scale, from the log-probability of each value as a continuation.
struct ScaleDistribution {
  std::vector<double> probabilities;  ///< of min..max, summing to 1
  double mass = 0.0;                  ///< what the judge gave to all of them together, before they were made to sum to 1
  double mean = 0.0;                  ///< on the scale
};

/// p_v = softmax over the values' log-probabilities. Requires: as many scores as the scale has values, none NaN.
ScaleDistribution scale_distribution(std::span<const ContinuationScore> scores, int min);

/// "1:0.10 2:0.20 ..." with two digits.
std::string describe(const ScaleDistribution& distribution, int min);

}  // namespace assay::raters
