#pragma once

#include <optional>
#include <span>
#include <vector>

namespace assay::metrics {

/// Ranks from 1, those of equal values averaged.
std::vector<double> average_ranks(std::span<const double> values);

/// Correlations of two lists of values; nullopt for fewer than two pairs or where one list is constant.
/// Shapes: x, y [n]. Requires: all finite.

/// Pearson's r. Source: Pearson 1895.
std::optional<double> pearson(std::span<const double> x, std::span<const double> y);

/// Spearman's rho: Pearson's r of the averaged ranks. Source: Spearman 1904.
std::optional<double> spearman(std::span<const double> x, std::span<const double> y);

/// Kendall's tau-b, corrected for ties in either list; n log n operations.
/// Source: Kendall 1945, "The treatment of ties in ranking problems"; Knight 1966 for the algorithm.
std::optional<double> kendall_tau_b(std::span<const double> x, std::span<const double> y);

/// Stuart's tau-c, which can reach 1 also where the two lists have different numbers of values, as a rating of 1 to 5
/// and a score: 2 (C - D) / (n^2 (m - 1) / m), m the smaller number of values. Source: Stuart 1953, "The estimation and
/// comparison of strengths of association in contingency tables".
std::optional<double> kendall_tau_c(std::span<const double> x, std::span<const double> y);

}  // namespace assay::metrics
