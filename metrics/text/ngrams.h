#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace assay::metrics {

/// The n-grams of several sequences side by side, one order after another. Each n-gram is a number, equal exactly where
/// the n-grams are, so that time and memory are linear in the sequences whatever the order.
class NgramOrders {
 public:
  /// Starts at order 1, where each symbol is an n-gram.
  explicit NgramOrders(std::vector<std::vector<std::uint32_t>> sequences);

  /// Moves on to the next order.
  void next();
  /// How many n-grams of this order a sequence has.
  std::size_t total(std::size_t sequence) const { return grams_[sequence].size(); }
  /// How many n-grams of `candidate` are matched: each counts at most as often as in that one of the sequences
  /// first, ..., last - 1 which has it most often.
  std::size_t matches(std::size_t candidate, std::size_t first, std::size_t last);

 private:
  std::uint32_t number(std::uint64_t key);
  void clear_numbers(std::size_t num_grams);

  std::vector<std::vector<std::uint32_t>> symbols_;
  std::vector<std::vector<std::uint32_t>> grams_;
  std::size_t order_ = 1;
  // An open hash table from (number of the n-1-gram before, last symbol) to the n-gram's number plus one.
  std::vector<std::uint64_t> keys_;
  std::vector<std::uint32_t> slots_;
  std::uint32_t num_distinct_ = 0;
  std::vector<std::uint32_t> count_, best_;  // by n-gram; all zero between calls
};

}  // namespace assay::metrics
