#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <utility>
#include <vector>

namespace assay::datasets {

/// Bounds of the work that texts with much in common may cause.
struct CandidateLimits {
  /// In a bucket of more rows than this, each row meets only the `bucket / 2` first ones and the `bucket / 2` before it.
  std::size_t bucket = 64;
  std::size_t pairs = 20'000'000;
};

/// Pairs of rows that may be alike.
struct Candidates {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs;  ///< sorted, the smaller row first
  std::uint64_t cut_buckets = 0;  ///< buckets over the limit: in them not every pair was met
  bool complete = true;           ///< false where the limit of pairs ended the search
};

/// The pairs of rows that share a key in one band. `keys` has `bands` keys for each row number in `rows`; a pair counts
/// where `accept` says so. Deterministic; memory: 16 bytes a row and pair.
Candidates find_candidates(std::span<const std::uint32_t> keys, int bands, std::span<const std::uint32_t> rows,
                           const CandidateLimits& limits,
                           const std::function<bool(std::uint32_t, std::uint32_t)>& accept);

}  // namespace assay::datasets
