#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "harness/core/random.h"

namespace assay::datasets {

/// A whole number from `low` to `high`, both included. Requires: low <= high.
std::int64_t draw_between(RandomStream& random, std::int64_t low, std::int64_t high);

/// True with that probability.
bool draw_chance(RandomStream& random, double probability);

/// The numbers 0..n-1 in a random order.
/// Source: Durstenfeld 1964, "Algorithm 235: Random permutation".
std::vector<std::size_t> draw_order(RandomStream& random, std::size_t n);

/// One of the elements. Requires: there is one.
template <class List>
const auto& draw_one(RandomStream& random, const List& list) {
  return list[static_cast<std::size_t>(random.below(std::size(list)))];
}

}  // namespace assay::datasets
