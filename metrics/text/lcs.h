#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace assay::metrics {

/// Longest common subsequences of one candidate with many references. A column of the dynamic programme is one bit, so
/// a comparison takes |reference| * |candidate| / 64 steps, and memory grows with |candidate| * sqrt(|reference|) bits.
/// Source: Hyyro 2004, "Bit-parallel LCS-length computation revisited".
class LcsFinder {
 public:
  explicit LcsFinder(std::span<const std::uint32_t> candidate);

  /// The length of the longest common subsequence.
  std::size_t length(std::span<const std::uint32_t> reference) const;

  /// The positions in `reference`, ascending, of the one among the longest common subsequences that ROUGE takes: read
  /// from the ends, it matches equal tokens at once, and else drops the candidate's token where that alone keeps the
  /// length.
  std::vector<std::size_t> positions(std::span<const std::uint32_t> reference) const;

 private:
  using Row = std::vector<std::uint64_t>;

  Row first_row() const { return Row((candidate_.size() + 63) / 64, ~std::uint64_t{0}); }
  /// From a row of the programme to that of one more token of the reference.
  void advance(Row& row, std::uint32_t token, Row& scratch) const;
  /// The length of the common subsequence in the first `columns` columns.
  static std::size_t prefix_length(const Row& row, std::size_t columns);

  std::vector<std::uint32_t> candidate_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> places_;  // (token, position), sorted
};

}  // namespace assay::metrics
