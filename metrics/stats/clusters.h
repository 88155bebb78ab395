#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace assay::metrics {

/// The fewest clusters that an interval or a test is made from: with fewer, the spread between them is hardly known.
inline constexpr std::size_t kMinClusters = 10;

/// The units that samples are drawn in: clusters of rows that share a passage, say, or each row by itself.
/// Shapes: unit_of_row [num_rows], its values 0..num_units-1 in the order in which they first appear.
struct Units {
  std::vector<std::uint32_t> unit_of_row;
  std::size_t num_units = 0;
  bool clustered = false;  ///< false where no unit has two rows
};

/// Units of clusters with any numbers; of an empty list, each of `num_rows` rows by itself.
/// Requires: clusters is empty or has num_rows numbers.
Units units_of(std::size_t num_rows, std::span<const std::uint32_t> clusters);

/// The cluster-robust standard error of a mean, sqrt(G / (G - 1) * sum_g (sum_{i in g} (x_i - mean))^2) / n; nullopt for
/// fewer than two clusters. With each row by itself it is the usual one.
/// Shapes: values [num_rows].
/// Source: Liang & Zeger 1986; Cameron & Miller 2015, "A practitioner's guide to cluster-robust inference", eq. 11 and
/// section II.C, for a regression on a constant; Miller 2024 (arXiv:2411.00640), section 2.2.
std::optional<double> cluster_standard_error(std::span<const double> values, const Units& units);

}  // namespace assay::metrics
