#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace assay::metrics {

/// The fewest clusters that an interval or a test is made from: with fewer, the spread between them is hardly known.
inline constexpr std::size_t kMinClusters = 10;

/// The reason of every refusal for want of clusters.
std::string few_clusters(std::size_t num_clusters);

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

/// The cluster-robust standard error of a mean, sqrt(G / (G - 1) * sum_g (sum_{i in g} (x_i - mean))^2) / n; nullopt
/// for fewer than two clusters. With each row by itself it is the usual one. Shapes: values [num_rows]. Source: Liang &
/// Zeger 1986; Cameron & Miller 2015, "A practitioner's guide to cluster-robust inference",
/// for a regression on a constant; Miller 2024 (arXiv:2411.00640).
std::optional<double> cluster_standard_error(std::span<const double> values, const Units& units);

/// The standard error of a mean with each cluster left out in turn: sqrt((G - 1) / G * sum_g (mean_(g) - their
/// mean)^2). It is larger than the above where the clusters' sizes differ, and equal to it where they do not; nullopt
/// for fewer than two clusters. Shapes: values [num_rows]. Source: MacKinnon, Nielsen & Webb 2023, "Cluster-robust
/// inference: a guide to empirical practice" (CR3).
std::optional<double> cluster_jackknife_error(std::span<const double> values, const Units& units);

/// How many clusters of equal size these are worth, (sum of sizes)^2 / (sum of squared sizes). Requires: one cluster or
/// more. Source: Carter, Schnepel & Steigerwald 2017, "Asymptotic behavior of a t-test robust to cluster
/// heterogeneity", for a mean of answers that are alike in a cluster; Kish 1965.
double effective_clusters(const Units& units);

/// The standard error that a mean is tested with, and its degrees of freedom.
struct MeanError {
  double standard_error = 0.0;
  double df = 0.0;
  bool jackknife = false;  ///< of clusters so unequal that the usual error with G - 1 degrees rejects too often
};

/// The usual cluster-robust error with G - 1 degrees of freedom, where the clusters are about equal in size or many;
/// else the jackknife's with one degree less than there are effective clusters, which keeps its level
/// (docs/statistics.md). The border is where Student's 97.5 % quantile differs by 2 % between the two. nullopt, and
/// `reason` is set, for fewer than kMinClusters clusters, for sizes worth fewer than four, and where the error is 0 up
/// to rounding. Shapes: values [num_rows]. Requires: two rows or more.
std::optional<MeanError> error_of_mean(std::span<const double> values, const Units& units, std::string& reason);

}  // namespace assay::metrics
