#include "metrics/stats/correlation.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "harness/core/check.h"

namespace assay::metrics {
namespace {

std::vector<std::size_t> order_of(std::span<const double> values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  return order;
}

double pairs(std::size_t n) { return 0.5 * static_cast<double>(n) * (static_cast<double>(n) - 1.0); }

/// The pairs within runs of equal neighbours.
template <class Same>
double tied_pairs(std::size_t n, Same same) {
  double found = 0.0;
  for (std::size_t first = 0; first < n;) {
    std::size_t end = first + 1;
    while (end < n && same(first, end)) ++end;
    found += pairs(end - first);
    first = end;
  }
  return found;
}

/// The number of swaps of neighbours that sort the values: merge sort counts them.
double swaps(std::vector<double>& values, std::vector<double>& buffer, std::size_t first, std::size_t end) {
  if (end - first < 2) return 0.0;
  const std::size_t middle = first + (end - first) / 2;
  double count = swaps(values, buffer, first, middle) + swaps(values, buffer, middle, end);
  std::size_t left = first;
  std::size_t right = middle;
  for (std::size_t at = first; at < end; ++at) {
    if (right == end || (left < middle && values[left] <= values[right])) {
      buffer[at] = values[left++];
    } else {
      count += static_cast<double>(middle - left);
      buffer[at] = values[right++];
    }
  }
  std::copy(buffer.begin() + static_cast<std::ptrdiff_t>(first), buffer.begin() + static_cast<std::ptrdiff_t>(end),
            values.begin() + static_cast<std::ptrdiff_t>(first));
  return count;
}

/// The pairs of rows, and what they say.
struct KendallPairs {
  double all = 0.0;
  double tied_x = 0.0;
  double tied_y = 0.0;
  double concordant_less_discordant = 0.0;
};

KendallPairs kendall_pairs(std::span<const double> x, std::span<const double> y) {
  ASSAY_CHECK(x.size() == y.size());
  const std::size_t n = x.size();
  KendallPairs found;
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return x[a] != x[b] ? x[a] < x[b] : y[a] < y[b]; });
  found.tied_x = tied_pairs(n, [&](std::size_t a, std::size_t b) { return x[order[a]] == x[order[b]]; });
  const double tied_both = tied_pairs(
      n, [&](std::size_t a, std::size_t b) { return x[order[a]] == x[order[b]] && y[order[a]] == y[order[b]]; });
  std::vector<double> of_y(n);
  for (std::size_t i = 0; i < n; ++i) of_y[i] = y[order[i]];
  std::vector<double> buffer(n);
  const double discordant = swaps(of_y, buffer, 0, n);
  found.tied_y = tied_pairs(n, [&](std::size_t a, std::size_t b) { return of_y[a] == of_y[b]; });
  found.all = pairs(n);
  found.concordant_less_discordant = found.all - found.tied_x - found.tied_y + tied_both - 2.0 * discordant;
  return found;
}

}  // namespace

std::vector<double> average_ranks(std::span<const double> values) {
  const std::vector<std::size_t> order = order_of(values);
  std::vector<double> ranks(values.size());
  for (std::size_t first = 0; first < order.size();) {
    std::size_t end = first + 1;
    while (end < order.size() && values[order[end]] == values[order[first]]) ++end;
    for (std::size_t i = first; i < end; ++i) ranks[order[i]] = 0.5 * static_cast<double>(first + end + 1);
    first = end;
  }
  return ranks;
}

std::optional<double> pearson(std::span<const double> x, std::span<const double> y) {
  ASSAY_CHECK(x.size() == y.size());
  const auto constant = [](std::span<const double> v) {
    return std::all_of(v.begin(), v.end(), [&](double value) { return value == v[0]; });
  };
  if (x.size() < 2 || constant(x) || constant(y)) return std::nullopt;
  const double n = static_cast<double>(x.size());
  const double mean_x = std::accumulate(x.begin(), x.end(), 0.0) / n;
  const double mean_y = std::accumulate(y.begin(), y.end(), 0.0) / n;
  double xx = 0.0;
  double yy = 0.0;
  double xy = 0.0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double dx = x[i] - mean_x;
    const double dy = y[i] - mean_y;
    xx += dx * dx;
    yy += dy * dy;
    xy += dx * dy;
  }
  const double r = xy / (std::sqrt(xx) * std::sqrt(yy));
  if (!std::isfinite(r)) return std::nullopt;
  return std::clamp(r, -1.0, 1.0);
}

std::optional<double> spearman(std::span<const double> x, std::span<const double> y) {
  ASSAY_CHECK(x.size() == y.size());
  return pearson(average_ranks(x), average_ranks(y));
}

std::optional<double> kendall_tau_b(std::span<const double> x, std::span<const double> y) {
  const KendallPairs found = kendall_pairs(x, y);
  if (x.size() < 2 || found.tied_x == found.all || found.tied_y == found.all) return std::nullopt;
  return std::clamp(
      found.concordant_less_discordant / (std::sqrt(found.all - found.tied_x) * std::sqrt(found.all - found.tied_y)),
      -1.0, 1.0);
}

std::optional<double> kendall_tau_c(std::span<const double> x, std::span<const double> y) {
  const KendallPairs found = kendall_pairs(x, y);
  if (x.size() < 2 || found.tied_x == found.all || found.tied_y == found.all) return std::nullopt;
  const auto distinct = [](std::span<const double> values) {
    std::vector<double> sorted(values.begin(), values.end());
    std::sort(sorted.begin(), sorted.end());
    return static_cast<double>(std::unique(sorted.begin(), sorted.end()) - sorted.begin());
  };
  const double m = std::min(distinct(x), distinct(y));
  const double n = static_cast<double>(x.size());
  return std::clamp(2.0 * found.concordant_less_discordant / (n * n * (m - 1.0) / m), -1.0, 1.0);
}

}  // namespace assay::metrics
