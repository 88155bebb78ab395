#pragma once

#include <optional>
#include <span>

namespace assay::metrics {

/// Pairs of values that each occur so often: how a table of few different ratings is correlated without its rows, and a
/// bootstrap replicate of it without drawing them. Shapes: x, y, counts [n]. Requires: all finite, counts >= 0.
struct CountedPairs {
  std::span<const double> x;
  std::span<const double> y;
  std::span<const double> counts;
};

/// The correlations of correlation.h of the pairs written out; nullopt where those are. n log n operations, Kendall's
/// n^2.
std::optional<double> pearson(const CountedPairs& pairs);
std::optional<double> spearman(const CountedPairs& pairs);
std::optional<double> kendall_tau_b(const CountedPairs& pairs);
std::optional<double> kendall_tau_c(const CountedPairs& pairs);

}  // namespace assay::metrics
