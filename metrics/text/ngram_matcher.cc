#include "metrics/text/ngram_matcher.h"

#include <algorithm>
#include <array>
#include <bit>
#include <utility>

#include "harness/core/check.h"
#include "metrics/text/ngrams.h"

namespace assay::metrics {
namespace {

/// One count for each order.
using Lanes [[gnu::vector_size(16)]] = std::int16_t;
constexpr std::size_t kMaxOrders = 8;
constexpr std::size_t kMaxSequences = 8;
constexpr std::size_t kMaxPlaces = 0x7FFF;  // what a lane can count

/// up_to[n] has a one in each of the first n lanes; from[n] has all bits set in the others.
struct Masks {
  std::array<Lanes, kMaxOrders + 1> up_to{};
  std::array<Lanes, kMaxOrders + 1> from{};
};
Masks make_masks() {
  Masks masks;
  for (std::size_t n = 0; n <= kMaxOrders; ++n) {
    Lanes up_to = {};
    Lanes from = {};
    for (std::size_t lane = 0; lane < kMaxOrders; ++lane) {
      up_to[lane] = lane < n ? 1 : 0;
      from[lane] = lane < n ? 0 : -1;
    }
    masks.up_to[n] = up_to;
    masks.from[n] = from;
  }
  return masks;
}

void match_by_hash(std::span<const std::span<const std::uint32_t>> sequences, std::span<std::size_t> matched) {
  std::vector<std::vector<std::uint32_t>> copies;
  for (const auto& sequence : sequences) copies.emplace_back(sequence.begin(), sequence.end());
  NgramOrders ngrams(std::move(copies));
  for (std::size_t n = 0; n < matched.size(); ++n) {
    if (n > 0) ngrams.next();
    matched[n] = ngrams.matches(0, 1, sequences.size());
  }
}

}  // namespace

void NgramMatcher::match(std::span<const std::span<const std::uint32_t>> sequences, std::size_t num_symbols,
                         std::span<std::size_t> matched) {
  ASSAY_CHECK(!sequences.empty());
  std::size_t num_places = 0;
  for (const auto& sequence : sequences) num_places += sequence.size();
  const std::size_t orders = matched.size();
  // A place is the symbols from there on, each plus one, 0 where the sequence has ended; then the sequence's number.
  const unsigned bits = static_cast<unsigned>(std::bit_width(std::max(num_symbols, std::size_t{1})));
  const unsigned first_bit = static_cast<unsigned>(std::bit_width(sequences.size() - 1));
  if (orders > kMaxOrders || orders * bits + first_bit > 64 || num_places > kMaxPlaces ||
      sequences.size() > kMaxSequences)
    return match_by_hash(sequences, matched);
  std::fill(matched.begin(), matched.end(), std::size_t{0});
  if (orders == 0 || num_places == 0) return;

  places_.clear();
  const unsigned top = first_bit + bits * static_cast<unsigned>(orders - 1);
  for (std::size_t s = 0; s < sequences.size(); ++s) {
    std::uint64_t symbols = 0;
    for (std::size_t i = sequences[s].size(); i-- > 0;) {
      symbols = ((symbols >> bits) & (~std::uint64_t{0} << first_bit)) | ((std::uint64_t{sequences[s][i]} + 1) << top);
      places_.push_back(symbols | s);
    }
  }
  sort(first_bit, bits, orders);

  static const Masks kMasks = make_masks();
  std::array<std::uint8_t, 65> digit_of_bit{};  // counted from the last symbol
  for (unsigned bit = 0; bit <= 64; ++bit)
    digit_of_bit[bit] = static_cast<std::uint8_t>(bit < first_bit ? 0 : (bit - first_bit) / bits);
  std::array<Lanes, kMaxSequences> counts{};
  Lanes found = {};
  const std::uint64_t source_mask = (std::uint64_t{1} << first_bit) - 1;
  const auto close = [&](const Lanes& ended) {
    Lanes most = counts[1];
    for (std::size_t s = 2; s < sequences.size(); ++s) most = counts[s] > most ? counts[s] : most;
    found += (counts[0] < most ? counts[0] : most) & ended;
    for (std::size_t s = 0; s < sequences.size(); ++s) counts[s] &= ~ended;
  };
  std::uint64_t before = places_[0] & ~source_mask;
  for (const std::uint64_t place : places_) {
    const std::uint64_t symbols = place & ~source_mask;
    // The n-grams that end here are those longer than what this place has in common with the one before.
    if (const std::uint64_t differ = symbols ^ before; differ != 0)
      close(kMasks.from[orders - 1 - digit_of_bit[static_cast<std::size_t>(std::bit_width(differ)) - 1]]);
    before = symbols;
    const std::size_t length = orders - digit_of_bit[static_cast<std::size_t>(std::countr_zero(symbols))];
    counts[place & source_mask] += kMasks.up_to[length];
  }
  close(kMasks.from[0]);
  for (std::size_t n = 0; n < orders; ++n) matched[n] = static_cast<std::size_t>(found[n]);
}

/// By the digits from the last to the first, each a counting sort that keeps the order of equals.
void NgramMatcher::sort(unsigned first_bit, unsigned bits, std::size_t num_digits) {
  const std::uint64_t mask = (std::uint64_t{1} << bits) - 1;
  sorted_.resize(places_.size());
  for (std::size_t digit = 0; digit < num_digits; ++digit) {
    const unsigned shift = first_bit + bits * static_cast<unsigned>(digit);
    offsets_.assign(static_cast<std::size_t>(mask) + 1, 0);
    for (const std::uint64_t place : places_) ++offsets_[(place >> shift) & mask];
    std::uint32_t sum = 0;
    for (std::uint32_t& offset : offsets_) sum += std::exchange(offset, sum);
    for (const std::uint64_t place : places_) sorted_[offsets_[(place >> shift) & mask]++] = place;
    places_.swap(sorted_);
  }
}

}  // namespace assay::metrics
