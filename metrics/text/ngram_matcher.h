#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace assay::metrics {

/// How many n-grams a sequence of `length` symbols has.
constexpr std::size_t num_ngrams(std::size_t length, std::size_t n) { return length < n ? 0 : length - n + 1; }

/// Counts common n-grams of all orders at once: the places of all sequences are sorted by the symbols that follow, so that
/// the n-grams of every order are runs of neighbours. Keep one and use it again: it keeps its memory.
class NgramMatcher {
 public:
  /// Sets matched[n - 1] to how many n-grams of the first sequence are matched: each counts at most as often as in that one
  /// of the other sequences which has it most often. Time and memory are linear in the sequences.
  /// Requires: symbols are below `num_symbols`; at least one sequence.
  void match(std::span<const std::span<const std::uint32_t>> sequences, std::size_t num_symbols,
             std::span<std::size_t> matched);

 private:
  void sort(unsigned first_bit, unsigned bits, std::size_t num_digits);

  std::vector<std::uint64_t> places_, sorted_;
  std::vector<std::uint32_t> offsets_;
};

}  // namespace assay::metrics
