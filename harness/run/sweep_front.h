#pragma once

#include <optional>
#include <span>
#include <vector>

namespace assay::run {

/// What a setting gives and takes.
struct FrontPoint {
  std::vector<std::optional<double>> quality;   ///< larger is better
  std::optional<double> tokens, latency, cost;  ///< smaller is better; unknown ones are not compared
};

/// Latencies that differ by less than this share count as equal: a clock is never that exact.
inline constexpr double kLatencyTolerance = 0.05;

/// Which points are on the front: no other one is at least as good in every quality, not worse in tokens, latency and
/// cost, and better in one of them. A point with an undefined quality is not on it. Pure. Shapes: the result [points].
std::vector<bool> front(std::span<const FrontPoint> points);

}  // namespace assay::run
