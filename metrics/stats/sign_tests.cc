#include "metrics/stats/sign_tests.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "harness/core/check.h"
#include "metrics/stats/clusters.h"
#include "metrics/stats/draws.h"
#include "metrics/stats/mcnemar.h"

namespace assay::metrics {
namespace {

constexpr std::size_t kMostFlippedExactly = 20;
constexpr std::size_t kMostRankedExactly = 50;

/// Every sum of +-v over the values, from all pluses on.
std::vector<double> flipped_sums(std::span<const double> values) {
  std::vector<double> sums = {0.0};
  for (const double v : values) {
    const std::size_t count = sums.size();
    for (std::size_t i = 0; i < count; ++i) {
      sums.push_back(sums[i] - v);
      sums[i] += v;
    }
  }
  return sums;
}

/// The share of all flips whose sum is at least `bound` off. Halves are enumerated apart, so that sums stay exact to
/// rounding.
double exact_share(std::span<const double> values, double bound) {
  const std::vector<double> one = flipped_sums(values.first(values.size() / 2));
  const std::vector<double> other = flipped_sums(values.subspan(values.size() / 2));
  std::size_t count = 0;
  for (const double a : one)
    for (const double b : other) count += std::abs(a + b) >= bound ? 1 : 0;
  return static_cast<double>(count) / (static_cast<double>(one.size()) * static_cast<double>(other.size()));
}

double drawn_share(std::span<const double> values, double bound, std::size_t replicates, std::uint64_t seed) {
  const std::uint64_t base = draw_base(seed, "sign_flip");
  std::size_t count = 0;
  for (std::size_t r = 0; r < replicates; ++r) {
    Draws draws(base, r);
    double sum = 0.0;
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (i % 64 == 0) bits = draws.next();
      // +1 or -1 without a branch that no processor could foresee.
      sum += values[i] * (static_cast<double>(bits & 1) * 2.0 - 1.0);
      bits >>= 1;
    }
    count += std::abs(sum) >= bound ? 1 : 0;
  }
  return static_cast<double>(1 + count) / static_cast<double>(replicates + 1);
}

/// P(sum of the ranks with a random sign <= statistic), twice; ranks are doubled, so that averaged ones are whole.
double exact_rank_p(const std::vector<std::size_t>& doubled_ranks, std::size_t doubled_statistic) {
  const std::size_t total = std::accumulate(doubled_ranks.begin(), doubled_ranks.end(), std::size_t{0});
  std::vector<double> ways(total + 1, 0.0);
  ways[0] = 1.0;
  std::size_t reached = 0;
  for (const std::size_t rank : doubled_ranks) {
    reached += rank;
    for (std::size_t sum = reached + 1; sum-- > rank;) ways[sum] += ways[sum - rank];
  }
  const double below =
      std::accumulate(ways.begin(), ways.begin() + static_cast<std::ptrdiff_t>(doubled_statistic) + 1, 0.0);
  return std::min(1.0, 2.0 * std::ldexp(below, -static_cast<int>(doubled_ranks.size())));
}

}  // namespace

TestResult sign_test(std::span<const double> differences) {
  double negative = 0.0;
  double positive = 0.0;
  for (const double d : differences) (d < 0.0 ? negative : positive) += d != 0.0 ? 1.0 : 0.0;
  TestResult result = mcnemar_exact(negative, positive);
  result.method = "sign_test";
  return result;
}

TestResult sign_flip(std::span<const double> differences, std::span<const std::uint32_t> clusters,
                     std::size_t replicates, std::uint64_t seed) {
  ASSAY_CHECK(!differences.empty() && replicates > 0);
  const Units units = units_of(differences.size(), clusters);
  std::vector<double> sums(units.num_units, 0.0);
  for (std::size_t i = 0; i < differences.size(); ++i) sums[units.unit_of_row[i]] += differences[i];
  std::erase(sums, 0.0);
  double sum = 0.0;
  double size = 0.0;
  for (const double v : sums) {
    sum += v;
    size += std::abs(v);
  }
  // Flips that are as far off in exact arithmetic must not be lost to rounding.
  const double bound = std::abs(sum) - 1e-12 * size;
  const bool exact = sums.size() <= kMostFlippedExactly;
  return {exact ? exact_share(sums, bound) : drawn_share(sums, bound, replicates, seed),
          sum / static_cast<double>(differences.size()),
          std::string(units.clustered ? "cluster_" : "") + (exact ? "sign_flip_exact" : "sign_flip"), ""};
}

TestResult wilcoxon(std::span<const double> differences) {
  ASSAY_CHECK(!differences.empty());
  std::vector<double> sorted(differences.begin(), differences.end());
  std::sort(sorted.begin(), sorted.end(), [](double a, double b) { return std::abs(a) < std::abs(b); });
  const std::size_t n = sorted.size();
  std::vector<std::size_t> doubled_ranks;
  double minus = 0.0;
  double plus = 0.0;
  double ties = 0.0;
  for (std::size_t first = 0; first < n;) {
    std::size_t end = first;
    while (end < n && std::abs(sorted[end]) == std::abs(sorted[first])) ++end;
    const std::size_t doubled = first + end + 1;  // of the mean of ranks first + 1 .. end
    const double size = static_cast<double>(end - first);
    if (sorted[first] != 0.0) {
      for (std::size_t i = first; i < end; ++i) {
        doubled_ranks.push_back(doubled);
        (sorted[i] < 0.0 ? minus : plus) += 0.5 * static_cast<double>(doubled);
      }
      ties += size * size * size - size;
    }
    first = end;
  }
  const double statistic = std::min(minus, plus);
  if (doubled_ranks.empty()) return {1.0, 0.0, "wilcoxon", ""};
  if (n <= kMostRankedExactly)
    return {exact_rank_p(doubled_ranks, static_cast<std::size_t>(2.0 * statistic)), statistic, "wilcoxon_exact", ""};
  // Pratt 1959: mean and variance of the sum of the ranks that are left.
  const double all = static_cast<double>(n);
  const double zeros = all - static_cast<double>(doubled_ranks.size());
  const double mean = (all * (all + 1.0) - zeros * (zeros + 1.0)) / 4.0;
  const double variance =
      (all * (all + 1.0) * (2.0 * all + 1.0) - zeros * (zeros + 1.0) * (2.0 * zeros + 1.0)) / 24.0 - ties / 48.0;
  const double z = (plus - mean) / std::sqrt(variance);
  return {std::erfc(std::abs(z) / std::sqrt(2.0)), statistic, "wilcoxon", ""};
}

}  // namespace assay::metrics
