#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace assay::metrics {

/// How probabilities are put into bins.
enum class Binning {
  kEqualWidth,  ///< bin min(floor(B p), B - 1)
  kEqualMass,   ///< as many in each, by rising probability; equal ones in the order of the rows
};

/// The expected calibration error, sum n_b / n |mean p - mean y| over bins; nullopt without rows.
/// Shapes: probabilities, outcomes [n]. Requires: all in 0..1, bins > 0.
/// Source: Naeini, Cooper & Hauskrecht 2015; Guo et al. 2017 (arXiv:1706.04599).
std::optional<double> calibration_error(std::span<const double> probabilities, std::span<const double> outcomes,
                                        std::size_t bins, Binning binning);

/// What the error of a perfectly calibrated judge would be: it is never 0, and large for few rows.
struct CalibrationNull {
  double mean = 0.0;
  double high = 0.0;  ///< its quantile at `level`
  double p = 1.0;     ///< share of replicates at least as large as the observed one, (1 + #) / (R + 1)
};

/// By drawing outcomes from the probabilities themselves. An error below `high` says nothing against the judge, and an
/// error without this band says nothing at all for fewer than a thousand rows. nullopt without rows. Requires: as
/// above, 0 < level < 1, replicates > 0. Source: Broecker & Smith 2007, "Increasing the reliability of reliability
/// diagrams" (consistency resampling).
std::optional<CalibrationNull> calibration_null(std::span<const double> probabilities, std::span<const double> outcomes,
                                                std::size_t bins, Binning binning, double level = 0.95,
                                                std::size_t replicates = 2000, std::uint64_t seed = 0);

}  // namespace assay::metrics
