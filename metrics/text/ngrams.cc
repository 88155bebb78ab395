#include "metrics/text/ngrams.h"

#include <algorithm>
#include <bit>

#include "metrics/text/vocabulary.h"

namespace assay::metrics {
NgramOrders::NgramOrders(std::vector<std::vector<std::uint32_t>> sequences) : symbols_(std::move(sequences)) {
  std::size_t num_grams = 0;
  for (const auto& sequence : symbols_) num_grams += sequence.size();
  clear_numbers(num_grams);
  count_.assign(num_grams, 0);
  best_.assign(num_grams, 0);
  // Symbols may be code points: numbering them too keeps the tables as small as the text.
  for (auto& sequence : symbols_)
    for (std::uint32_t& symbol : sequence) symbol = number(symbol);
  grams_ = symbols_;
}

void NgramOrders::next() {
  ++order_;
  std::size_t num_grams = 0;
  for (auto& grams : grams_) {
    if (!grams.empty()) grams.pop_back();
    num_grams += grams.size();
  }
  clear_numbers(num_grams);
  for (std::size_t s = 0; s < grams_.size(); ++s)
    for (std::size_t i = 0; i < grams_[s].size(); ++i)
      grams_[s][i] = number((std::uint64_t{grams_[s][i]} << 32) | symbols_[s][i + order_ - 1]);
}

std::size_t NgramOrders::matches(std::size_t candidate, std::size_t first, std::size_t last) {
  for (std::size_t s = first; s < last; ++s) {
    for (const std::uint32_t gram : grams_[s]) best_[gram] = std::max(best_[gram], ++count_[gram]);
    for (const std::uint32_t gram : grams_[s]) count_[gram] = 0;
  }
  std::size_t matched = 0;
  for (const std::uint32_t gram : grams_[candidate]) {
    if (best_[gram] == 0) continue;
    --best_[gram];
    ++matched;
  }
  for (std::size_t s = first; s < last; ++s)
    for (const std::uint32_t gram : grams_[s]) best_[gram] = 0;
  return matched;
}

std::uint32_t NgramOrders::number(std::uint64_t key) {
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t at = mixed_bits(key) & mask;; at = (at + 1) & mask) {
    if (slots_[at] == 0) {
      keys_[at] = key;
      slots_[at] = ++num_distinct_;
    }
    if (keys_[at] == key) return slots_[at] - 1;
  }
}

void NgramOrders::clear_numbers(std::size_t num_grams) {
  const std::size_t size = std::bit_ceil(2 * num_grams + 1);
  keys_.assign(size, 0);
  slots_.assign(size, 0);
  num_distinct_ = 0;
}

}  // namespace assay::metrics
