#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>

#include "metrics/stats/agreement.h"

namespace assay::raters {

/// How many judges that err independently a jury is worth.
struct JurySize {
  std::size_t judges = 0;                   ///< K
  std::optional<double> error_correlation;  ///< mean Pearson's r of the errors of two judges
  std::optional<double> effective;          ///< K / (1 + (K - 1) r); K where r <= 0
  std::optional<double>
      shared_variance;  ///< of the error of the jury's mean, the share that more such judges do not remove
  std::string reason;   ///< why there is none; "" where there is
};

/// K / (1 + (K - 1) rho). Requires: judges >= 1, rho > -1 / (K - 1). Source: Kish 1965, "Survey sampling", section 5.4.
double effective_judges(std::size_t judges, double rho);

/// From the errors judge - human, over items that both judges of a pair and people rated. None for fewer than two
/// judges, and where no pair has a correlation. Shapes: judges [num_items, K], people [num_items].
JurySize effective_jury(const metrics::RatingTable& judges, std::span<const std::optional<double>> people);

/// The correlation with people's true opinion, r / sqrt(reliability), of which people's mean is a noisy reading; above
/// 1 where chance made it so. A secondary number: what can be checked is r. nullopt where the reliability is not
/// positive. Source: Spearman 1904, "The proof and measurement of association between two things".
std::optional<double> disattenuated(double correlation, double reliability);

/// The reliability of the mean of m people from that of one (intraclass correlation or interval alpha), m r / (1 + (m -
/// 1) r). Source: Spearman 1910; Brown 1910. Requires: m >= 1, r > -1 / (m - 1).
double reliability_of_mean(double single, double people);

}  // namespace assay::raters
