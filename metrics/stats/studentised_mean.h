#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "metrics/stats/intervals.h"

namespace assay::metrics {

/// The sample skewness, m3 / m2^(3/2); nullopt where all values are equal. Requires: not empty.
std::optional<double> skewness(std::span<const double> values);

/// The bootstrap-t interval of a mean, which follows the skewness of the values as Student's t does not. An end may be
/// infinite where resamples without any spread are common; nullopt for fewer than two values or where all are equal.
/// Source: Efron & Tibshirani 1993, "An introduction to the bootstrap", section 12.5.
std::optional<Interval> studentised_mean_interval(std::span<const double> values, double level, std::size_t replicates,
                                                  std::uint64_t seed);

}  // namespace assay::metrics
