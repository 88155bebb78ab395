#pragma once

#include <optional>
#include <span>

#include "metrics/stats/test_result.h"

namespace assay::metrics {

/// Scores of predicted probabilities. Shapes: probabilities, outcomes [n], weights [n] or empty. Outcomes are 0 or 1,
/// or a share in between where several people answered. Each is nullopt without rows or weight. Requires: all in 0..1.

/// The mean squared distance. Source: Brier 1950.
std::optional<double> brier_score(std::span<const double> probabilities, std::span<const double> outcomes,
                                  std::span<const double> weights = {});

/// The mean of -(y log p + (1 - y) log(1 - p)), p held at least 1e-15 from 0 and 1. Units: nats.
std::optional<double> log_loss(std::span<const double> probabilities, std::span<const double> outcomes,
                               std::span<const double> weights = {});

/// Brier's score taken apart.
struct BrierParts {
  double reliability = 0.0;  ///< distance of the probabilities from how often they come true; 0 is best
  double resolution = 0.0;   ///< distance of those frequencies from the overall one; the larger the better
  double uncertainty = 0.0;  ///< of the outcomes themselves
};

/// reliability - resolution + uncertainty is the score exactly: rows are grouped by equal probability.
/// Source: Murphy 1973, "A new vector partition of the probability score".
std::optional<BrierParts> brier_parts(std::span<const double> probabilities, std::span<const double> outcomes,
                                      std::span<const double> weights = {});

/// The same of `bins` groups of equal mass, each with its mean probability: for probabilities that are nearly all
/// different. The sum then differs from the score by the spread within the bins. Requires: bins > 0.
std::optional<BrierParts> binned_brier_parts(std::span<const double> probabilities, std::span<const double> outcomes,
                                             std::size_t bins);

/// Spiegelhalter's test that the probabilities are right: Z = sum (y - p)(1 - 2p) / sqrt(sum (1 - 2p)^2 p (1 - p)),
/// two-sided. No p where every p is 0, 0.5 or 1. Requires: outcomes 0 or 1. Source: Spiegelhalter 1986, "Probabilistic
/// prediction in patient management and clinical trials".
TestResult spiegelhalter_test(std::span<const double> probabilities, std::span<const double> outcomes);

}  // namespace assay::metrics
