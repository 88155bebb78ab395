#include "harness/run/sweep_front.h"

#include <algorithm>
#include <cmath>

namespace assay::run {
namespace {

bool is_defined(const FrontPoint& point) {
  return std::all_of(point.quality.begin(), point.quality.end(), [](const auto& q) { return q && std::isfinite(*q); });
}

// 1 where `a` is better than `b`, -1 where it is worse; smaller is better.
int compare_burden(const std::optional<double>& a, const std::optional<double>& b, double tolerance) {
  if (!a || !b) return 0;
  if (*a * (1.0 + tolerance) < *b) return 1;
  if (*b * (1.0 + tolerance) < *a) return -1;
  return 0;
}

bool dominates(const FrontPoint& a, const FrontPoint& b) {
  bool better = false;
  const auto is_worse = [&](int sign) {
    better |= sign > 0;
    return sign < 0;
  };
  for (std::size_t i = 0; i < a.quality.size() && i < b.quality.size(); ++i)
    if (is_worse(compare_burden(-*a.quality[i], -*b.quality[i], 0.0))) return false;
  return !is_worse(compare_burden(a.tokens, b.tokens, 0.0)) &&
         !is_worse(compare_burden(a.latency, b.latency, kLatencyTolerance)) &&
         !is_worse(compare_burden(a.cost, b.cost, 0.0)) && better;
}

}  // namespace

std::vector<bool> front(std::span<const FrontPoint> points) {
  std::vector<bool> on(points.size());
  for (std::size_t i = 0; i < points.size(); ++i)
    on[i] = is_defined(points[i]) && std::none_of(points.begin(), points.end(), [&](const FrontPoint& other) {
              return is_defined(other) && dominates(other, points[i]);
            });
  return on;
}

}  // namespace assay::run
