#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace assay::metrics {

/// The share of the draws of k from n of which none is among c: C(n - c, k) / C(n, k), without overflow.
/// Requires: k <= n, c <= n.
double share_without(std::size_t n, std::size_t c, std::size_t k);

/// C(n, k) where it is at most `limit`, else nullopt. Requires: k <= n.
std::optional<std::uint64_t> choose_up_to(std::size_t n, std::size_t k, std::uint64_t limit);

/// How many subsets a majority vote is taken over at most, exactly or by drawing.
inline constexpr std::uint64_t kMaxVotes = 2000;

/// The expected share of right answers in the majority vote of k answers of n: over every subset where there are at
/// most kMaxVotes of them, else over kMaxVotes drawn with `seed`. Where answers have equally many votes, each of them
/// counts in equal parts. Shapes: classes [n], the number of each answer among the different ones, below n; is_right
/// [at least one for each of them]. Requires: 0 < k <= n.
double majority_share(std::span<const std::uint32_t> classes, std::span<const char> is_right, std::size_t k,
                      std::uint64_t seed);

}  // namespace assay::metrics
