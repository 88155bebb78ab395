#include "metrics/text/votes.h"

#include <algorithm>
#include <numeric>
#include <vector>

#include "harness/core/check.h"
#include "harness/core/random.h"

namespace assay::metrics {
namespace {

/// The votes of one subset after the other; only the classes that were voted for are cleared in between.
class Ballot {
 public:
  Ballot(std::span<const std::uint32_t> classes, std::span<const char> is_right)
      : classes_(classes), is_right_(is_right), votes_(is_right.size(), 0) {}

  /// The share of right ones among the classes of most votes.
  double count(std::span<const std::uint32_t> subset) {
    std::uint32_t most = 0;
    for (const std::uint32_t i : subset) most = std::max(most, ++votes_[classes_[i]]);
    std::size_t winners = 0;
    std::size_t right = 0;
    for (const std::uint32_t i : subset) {
      std::uint32_t& votes = votes_[classes_[i]];
      if (votes == most) {
        ++winners;
        right += is_right_[classes_[i]] != 0;
      }
      votes = 0;
    }
    return static_cast<double>(right) / static_cast<double>(winners);
  }

 private:
  std::span<const std::uint32_t> classes_;
  std::span<const char> is_right_;
  std::vector<std::uint32_t> votes_;
};

/// The next subset in lexicographic order; false after the last.
bool next_subset(std::span<std::uint32_t> subset, std::size_t n) {
  for (std::size_t i = subset.size(); i-- > 0;) {
    if (subset[i] == n - subset.size() + i) continue;
    ++subset[i];
    for (std::size_t j = i + 1; j < subset.size(); ++j) subset[j] = subset[j - 1] + 1;
    return true;
  }
  return false;
}

}  // namespace

double share_without(std::size_t n, std::size_t c, std::size_t k) {
  ASSAY_CHECK(k <= n && c <= n);
  if (k > n - c) return 0.0;
  // C(n - c, k) / C(n, k) is symmetric in c and k: the shorter product is the more exact one.
  const std::size_t factors = std::min(c, k);
  const std::size_t other = std::max(c, k);
  double share = 1.0;
  for (std::size_t i = 0; i < factors; ++i) share *= static_cast<double>(n - other - i) / static_cast<double>(n - i);
  return share;
}

std::optional<std::uint64_t> choose_up_to(std::size_t n, std::size_t k, std::uint64_t limit) {
  ASSAY_CHECK(k <= n);
  k = std::min(k, n - k);
  std::uint64_t found = 1;
  for (std::size_t i = 1; i <= k; ++i) {
    if (n > (UINT64_MAX / found)) return std::nullopt;
    // The product of i consecutive numbers is a multiple of i!; and it grows with i while k <= n / 2.
    found = found * (n - k + i) / i;
    if (found > limit) return std::nullopt;
  }
  return found;
}

double majority_share(std::span<const std::uint32_t> classes, std::span<const char> is_right, std::size_t k,
                      std::uint64_t seed) {
  const std::size_t n = classes.size();
  ASSAY_CHECK(k > 0 && k <= n);
  Ballot ballot(classes, is_right);
  double sum = 0.0;
  if (const auto subsets = choose_up_to(n, k, kMaxVotes)) {
    std::vector<std::uint32_t> subset(k);
    std::iota(subset.begin(), subset.end(), 0U);
    do sum += ballot.count(subset);
    while (next_subset(subset, n));
    return sum / static_cast<double>(*subsets);
  }
  std::vector<std::uint32_t> order(n);
  std::iota(order.begin(), order.end(), 0U);
  RandomStream random(seed);
  for (std::uint64_t draw = 0; draw < kMaxVotes; ++draw) {
    // The first steps of a shuffle; whatever order it begins from, the subset is uniform.
    for (std::size_t i = 0; i < k; ++i) std::swap(order[i], order[i + random.below(n - i)]);
    sum += ballot.count(std::span(order).first(k));
  }
  return sum / static_cast<double>(kMaxVotes);
}

}  // namespace assay::metrics
