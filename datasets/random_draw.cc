#include "datasets/random_draw.h"

#include <numeric>
#include <utility>

#include "harness/core/check.h"

namespace assay::datasets {

std::int64_t draw_between(RandomStream& random, std::int64_t low, std::int64_t high) {
  ASSAY_CHECK(low <= high);
  const std::uint64_t span = static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low);
  if (span == UINT64_MAX) return static_cast<std::int64_t>(random.next_u64());
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(low) + random.below(span + 1));
}

bool draw_chance(RandomStream& random, double probability) { return random.uniform() < probability; }

std::vector<std::size_t> draw_order(RandomStream& random, std::size_t n) {
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  for (std::size_t i = n; i > 1; --i) std::swap(order[i - 1], order[static_cast<std::size_t>(random.below(i))]);
  return order;
}

}  // namespace assay::datasets
