#include "metrics/stats/weighted_correlation.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "harness/core/check.h"

namespace assay::metrics {
namespace {

constexpr double kRounding = 1e-14;

double total_of(const CountedPairs& pairs) {
  ASSAY_CHECK(pairs.x.size() == pairs.y.size() && pairs.x.size() == pairs.counts.size());
  double sum = 0.0;
  for (const double count : pairs.counts) sum += count;
  return sum;
}

double distinct(std::span<const double> values, std::span<const double> counts) {
  std::vector<double> found;
  for (std::size_t i = 0; i < values.size(); ++i)
    if (counts[i] > 0.0) found.push_back(values[i]);
  std::sort(found.begin(), found.end());
  return static_cast<double>(std::unique(found.begin(), found.end()) - found.begin());
}

/// The mean rank of each value among all that are written out, less a half.
std::vector<double> counted_ranks(std::span<const double> values, std::span<const double> counts) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  std::vector<double> ranks(values.size());
  double below = 0.0;
  for (std::size_t first = 0; first < order.size();) {
    double here = 0.0;
    std::size_t end = first;
    for (; end < order.size() && values[order[end]] == values[order[first]]; ++end) here += counts[order[end]];
    for (std::size_t at = first; at < end; ++at) ranks[order[at]] = below + 0.5 * here;
    below += here;
    first = end;
  }
  return ranks;
}

/// Pairs of the rows written out: all, tied in either list, and what the rest says.
struct CountedKendall {
  double all = 0.0;
  double tied_x = 0.0;
  double tied_y = 0.0;
  double concordant_less_discordant = 0.0;
};

CountedKendall counted_kendall(const CountedPairs& pairs, double total) {
  CountedKendall found;
  found.all = 0.5 * total * (total - 1.0);
  const auto sign = [](double d) { return d > 0.0 ? 1.0 : d < 0.0 ? -1.0 : 0.0; };
  for (std::size_t a = 0; a < pairs.x.size(); ++a) {
    const double of_a = pairs.counts[a];
    if (of_a == 0.0) continue;
    found.tied_x += 0.5 * of_a * (of_a - 1.0);
    found.tied_y += 0.5 * of_a * (of_a - 1.0);
    for (std::size_t b = 0; b < a; ++b) {
      const double both = of_a * pairs.counts[b];
      const double of_x = sign(pairs.x[a] - pairs.x[b]);
      const double of_y = sign(pairs.y[a] - pairs.y[b]);
      if (of_x == 0.0) found.tied_x += both;
      if (of_y == 0.0) found.tied_y += both;
      found.concordant_less_discordant += both * of_x * of_y;
    }
  }
  return found;
}

}  // namespace

std::optional<double> pearson(const CountedPairs& pairs) {
  const double total = total_of(pairs);
  if (!(total > 1.0) || distinct(pairs.x, pairs.counts) < 2.0 || distinct(pairs.y, pairs.counts) < 2.0)
    return std::nullopt;
  double mean_x = 0.0, mean_y = 0.0;
  for (std::size_t i = 0; i < pairs.x.size(); ++i) {
    mean_x += pairs.counts[i] * pairs.x[i];
    mean_y += pairs.counts[i] * pairs.y[i];
  }
  mean_x /= total;
  mean_y /= total;
  double xx = 0.0, yy = 0.0, xy = 0.0;
  for (std::size_t i = 0; i < pairs.x.size(); ++i) {
    const double dx = pairs.x[i] - mean_x;
    const double dy = pairs.y[i] - mean_y;
    xx += pairs.counts[i] * dx * dx;
    yy += pairs.counts[i] * dy * dy;
    xy += pairs.counts[i] * dx * dy;
  }
  const double r = xy / (std::sqrt(xx) * std::sqrt(yy));
  if (!std::isfinite(r)) return std::nullopt;
  return std::clamp(r, -1.0, 1.0);
}

std::optional<double> spearman(const CountedPairs& pairs) {
  total_of(pairs);
  const std::vector<double> x = counted_ranks(pairs.x, pairs.counts);
  const std::vector<double> y = counted_ranks(pairs.y, pairs.counts);
  return pearson({x, y, pairs.counts});
}

std::optional<double> kendall_tau_b(const CountedPairs& pairs) {
  const double total = total_of(pairs);
  const CountedKendall found = counted_kendall(pairs, total);
  const double of_x = found.all - found.tied_x;
  const double of_y = found.all - found.tied_y;
  if (!(total > 1.0) || !(of_x > kRounding * found.all) || !(of_y > kRounding * found.all)) return std::nullopt;
  return std::clamp(found.concordant_less_discordant / (std::sqrt(of_x) * std::sqrt(of_y)), -1.0, 1.0);
}

std::optional<double> kendall_tau_c(const CountedPairs& pairs) {
  const double total = total_of(pairs);
  const double m = std::min(distinct(pairs.x, pairs.counts), distinct(pairs.y, pairs.counts));
  if (!(total > 1.0) || m < 2.0) return std::nullopt;
  const CountedKendall found = counted_kendall(pairs, total);
  return std::clamp(2.0 * found.concordant_less_discordant / (total * total * (m - 1.0) / m), -1.0, 1.0);
}

}  // namespace assay::metrics
