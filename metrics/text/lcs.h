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

  /// Sets marks[i] to 1 for the positions in `reference` of the one among the longest common subsequences that ROUGE
  /// takes: read from the ends, it matches equal tokens at once, and else drops the candidate's token where that alone
  /// keeps the length. Shapes: marks as reference.
  void mark(std::span<const std::uint32_t> reference, std::span<std::uint8_t> marks) const;

 private:
  using Row = std::vector<std::uint64_t>;

  Row first_row() const { return Row(row_size_, ~std::uint64_t{0}); }
  /// From a row of the programme to that of one more token of the reference, which may take its place.
  /// `columns` is an empty row to work with.
  void advance(const std::uint64_t* row, std::uint32_t token, std::uint64_t* next, Row& columns) const;

  std::vector<std::uint32_t> candidate_;
  std::size_t row_size_;
  // The columns of each token: as a row by token where that is small, and else (token, position), sorted.
  Row columns_of_token_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> places_;
};

}  // namespace assay::metrics
