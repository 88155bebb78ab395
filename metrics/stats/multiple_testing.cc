#include "metrics/stats/multiple_testing.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "harness/core/check.h"

namespace assay::metrics {
namespace {

// Each takes p in ascending order.

double bonferroni(double p, std::size_t tests) { return std::min(1.0, p * static_cast<double>(tests)); }

// 1 - (1 - p)^tests, without the loss of a small p.
double sidak(double p, std::size_t tests) { return -std::expm1(static_cast<double>(tests) * std::log1p(-p)); }

std::vector<double> single_step(const std::vector<double>& p, double (*level)(double, std::size_t)) {
  std::vector<double> adjusted;
  for (const double one : p) adjusted.push_back(level(one, p.size()));
  return adjusted;
}

std::vector<double> step_down(const std::vector<double>& p, double (*level)(double, std::size_t)) {
  std::vector<double> adjusted(p.size());
  double largest = 0.0;
  for (std::size_t i = 0; i < p.size(); ++i) adjusted[i] = largest = std::max(largest, level(p[i], p.size() - i));
  return adjusted;
}

std::vector<double> step_up(const std::vector<double>& p, double factor) {
  std::vector<double> adjusted(p.size());
  double smallest = 1.0;
  for (std::size_t i = p.size(); i-- > 0;) {
    smallest = std::min(smallest, factor * p[i] * static_cast<double>(p.size()) / static_cast<double>(i + 1));
    adjusted[i] = smallest;
  }
  return adjusted;
}

/// Wright 1992: the largest over m of what Simes' test of the m largest p values allows each.
std::vector<double> hommel(const std::vector<double>& p) {
  const std::size_t n = p.size();
  std::vector<double> adjusted = p;
  for (std::size_t m = n; m >= 2; --m) {
    // Simes over the m - 1 largest of a subset of m, with its smallest left open.
    double simes = 1.0;
    for (std::size_t i = n - m + 1; i < n; ++i)
      simes = std::min(simes, static_cast<double>(m) * p[i] / static_cast<double>(i - (n - m) + 1));
    for (std::size_t i = n - m + 1; i < n; ++i) adjusted[i] = std::max(adjusted[i], simes);
    for (std::size_t i = 0; i <= n - m; ++i)
      adjusted[i] = std::max(adjusted[i], std::min(simes, static_cast<double>(m) * p[i]));
  }
  return adjusted;
}

}  // namespace

std::vector<double> adjusted_p(std::span<const double> p, Adjustment adjustment) {
  for (const double v : p) ASSAY_CHECK(v >= 0.0 && v <= 1.0);
  std::vector<std::size_t> order(p.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return p[a] < p[b]; });
  std::vector<double> sorted;
  for (const std::size_t i : order) sorted.push_back(p[i]);
  std::vector<double> adjusted;
  switch (adjustment) {
    case Adjustment::kBonferroni: adjusted = single_step(sorted, bonferroni); break;
    case Adjustment::kSidak: adjusted = single_step(sorted, sidak); break;
    case Adjustment::kHolm: adjusted = step_down(sorted, bonferroni); break;
    case Adjustment::kHolmSidak: adjusted = step_down(sorted, sidak); break;
    case Adjustment::kHommel: adjusted = hommel(sorted); break;
    case Adjustment::kBenjaminiHochberg: adjusted = step_up(sorted, 1.0); break;
    case Adjustment::kBenjaminiYekutieli: {
      double harmonic = 0.0;
      for (std::size_t i = 1; i <= p.size(); ++i) harmonic += 1.0 / static_cast<double>(i);
      adjusted = step_up(sorted, harmonic);
      break;
    }
  }
  std::vector<double> result(p.size());
  for (std::size_t i = 0; i < order.size(); ++i) result[order[i]] = adjusted[i];
  return result;
}

}  // namespace assay::metrics
