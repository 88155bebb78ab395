#include "metrics/text/edit_distance.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "harness/core/error.h"

namespace assay::metrics {
namespace {

constexpr double kMaxPairs = 68719476736.0;  // 2^36

/// For each symbol, where it stands in a pattern: one bit a position. A symbol that is frequent has its bits ready; there
/// are at most 64 such symbols, so that they take as much room as the pattern. The bits of a rare one are set when it is
/// asked for, in less time than the caller takes to read them.
class Positions {
 public:
  explicit Positions(std::span<const std::uint32_t> pattern) : num_words_((pattern.size() + 63) / 64) {
    places_.reserve(pattern.size());
    for (std::size_t i = 0; i < pattern.size(); ++i)
      places_.emplace_back(pattern[i], static_cast<std::uint32_t>(i));
    std::sort(places_.begin(), places_.end());
    for (std::size_t first = 0; first < places_.size();) {
      const std::uint32_t symbol = places_[first].first;
      std::size_t last = first;
      while (last < places_.size() && places_[last].first == symbol) ++last;
      runs_.push_back({symbol, first, last, kRare});
      if (last - first >= num_words_) {
        runs_.back().dense = dense_.size();
        dense_.resize(dense_.size() + num_words_, 0);
        for (std::size_t i = first; i < last; ++i) set_bit(dense_.data() + runs_.back().dense, places_[i].second);
      }
      first = last;
    }
    scratch_.assign(num_words_, 0);
  }

  std::size_t num_words() const { return num_words_; }

  /// The bits of a symbol, until the next call.
  const std::uint64_t* of(std::uint32_t symbol) {
    for (; dirty_first_ < dirty_last_; ++dirty_first_) scratch_[places_[dirty_first_].second / 64] = 0;
    const auto run = std::lower_bound(runs_.begin(), runs_.end(), symbol,
                                      [](const Run& a, std::uint32_t wanted) { return a.symbol < wanted; });
    if (run == runs_.end() || run->symbol != symbol) return scratch_.data();
    if (run->dense != kRare) return dense_.data() + run->dense;
    for (std::size_t i = run->first; i < run->last; ++i) set_bit(scratch_.data(), places_[i].second);
    dirty_first_ = run->first;
    dirty_last_ = run->last;
    return scratch_.data();
  }

 private:
  static constexpr std::size_t kRare = static_cast<std::size_t>(-1);
  struct Run {
    std::uint32_t symbol;
    std::size_t first, last;  // in places_
    std::size_t dense;        // in dense_, or kRare
  };

  static void set_bit(std::uint64_t* words, std::uint32_t at) { words[at / 64] |= std::uint64_t{1} << (at % 64); }

  std::size_t num_words_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> places_;  // (symbol, position), sorted
  std::vector<Run> runs_;                                        // sorted by symbol
  std::vector<std::uint64_t> dense_;
  std::vector<std::uint64_t> scratch_;
  std::size_t dirty_first_ = 0, dirty_last_ = 0;  // in places_: what is set in scratch_
};

/// Hyyro 2003, figure 6, over several words. Requires: neither side is empty.
std::size_t bit_parallel(std::span<const std::uint32_t> pattern, std::span<const std::uint32_t> text) {
  Positions positions(pattern);
  const std::size_t num_words = positions.num_words();
  struct Vertical {
    std::uint64_t up = ~std::uint64_t{0};  // a cell is one more than the cell above it
    std::uint64_t down = 0;                // ... one less
  };
  std::vector<Vertical> columns(num_words);
  const std::uint64_t last_row = std::uint64_t{1} << ((pattern.size() - 1) % 64);
  std::size_t distance = pattern.size();
  for (const std::uint32_t symbol : text) {
    const std::uint64_t* equal = positions.of(symbol);
    std::uint64_t up_in = 1;  // the row above all others grows by one a column
    std::uint64_t down_in = 0;
    std::uint64_t up = 0;
    std::uint64_t down = 0;
    for (std::size_t w = 0; w < num_words; ++w) {
      Vertical& column = columns[w];
      const std::uint64_t x = equal[w] | down_in;
      const std::uint64_t diagonal = (((x & column.up) + column.up) ^ column.up) | x | column.down;
      up = column.down | ~(diagonal | column.up);
      down = diagonal & column.up;
      const std::uint64_t up_shifted = (up << 1) | up_in;
      const std::uint64_t down_shifted = (down << 1) | down_in;
      up_in = up >> 63;
      down_in = down >> 63;
      column.up = down_shifted | ~(diagonal | up_shifted);
      column.down = up_shifted & diagonal;
    }
    if ((up & last_row) != 0) ++distance;
    if ((down & last_row) != 0) --distance;
  }
  return distance;
}

}  // namespace

std::size_t edit_distance(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b) {
  const auto [a_end, b_end] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  const auto same = static_cast<std::size_t>(a_end - a.begin());
  a = a.subspan(same);
  b = b.subspan(same);
  while (!a.empty() && !b.empty() && a.back() == b.back()) {
    a = a.first(a.size() - 1);
    b = b.first(b.size() - 1);
  }
  if (a.size() > b.size()) std::swap(a, b);
  if (a.empty()) return b.size();
  if (static_cast<double>(a.size()) * static_cast<double>(b.size()) > kMaxPairs)
    throw Error(ErrorKind::kData, fmt::format("the texts are too long for an edit distance: {} and {} symbols that are "
                                              "not the same; at most 2^36 pairs of them are compared",
                                              a.size(), b.size()));
  return bit_parallel(a, b);
}

std::size_t edit_distance(std::u32string_view a, std::u32string_view b) {
  const std::vector<std::uint32_t> first(a.begin(), a.end());
  const std::vector<std::uint32_t> second(b.begin(), b.end());
  return edit_distance(std::span<const std::uint32_t>(first), std::span<const std::uint32_t>(second));
}

}  // namespace assay::metrics
