#include "datasets/audit/ngram_index.h"

#include <algorithm>

#include "datasets/audit/minhash.h"
#include "harness/core/check.h"
#include "harness/core/error.h"

namespace assay::datasets {

std::optional<double> SampleOverlap::share() const {
  if (ngrams == 0) return std::nullopt;
  return static_cast<double>(matched) / static_cast<double>(ngrams);
}

std::optional<double> SampleOverlap::covered_share() const {
  if (ngrams == 0) return std::nullopt;
  return static_cast<double>(covered_words) / static_cast<double>(words);
}

std::uint64_t NgramIndex::hash_at(std::uint32_t at) const {
  std::uint64_t hash = n_;
  for (std::size_t i = 0; i < n_; ++i) hash = combine64(hash, tokens_[at + i]);
  return hash;
}

void NgramIndex::grow() {
  std::vector<std::uint32_t> slots(std::max<std::size_t>(1024, 2 * slots_.size()), 0);
  for (std::uint32_t g = 0; g < grams_.size(); ++g) {
    std::size_t slot = grams_[g].hash & (slots.size() - 1);
    while (slots[slot] != 0) slot = (slot + 1) & (slots.size() - 1);
    slots[slot] = g + 1;
  }
  slots_ = std::move(slots);
}

std::uint32_t NgramIndex::find_or_add(std::uint64_t hash, std::uint32_t at) {
  if (2 * (grams_.size() + 1) > slots_.size()) grow();
  std::size_t slot = hash & (slots_.size() - 1);
  for (; slots_[slot] != 0; slot = (slot + 1) & (slots_.size() - 1)) {
    const Gram& gram = grams_[slots_[slot] - 1];
    if (gram.hash == hash && std::equal(tokens_.begin() + at, tokens_.begin() + at + static_cast<std::ptrdiff_t>(n_),
                                        tokens_.begin() + gram.at))
      return slots_[slot] - 1;
  }
  grams_.push_back({hash, at, kNoPlace});
  slots_[slot] = static_cast<std::uint32_t>(grams_.size());
  return static_cast<std::uint32_t>(grams_.size() - 1);
}

void NgramIndex::add_sample(const std::vector<std::string>& texts) {
  ASSAY_CHECK(window_.empty());
  const auto first = static_cast<std::uint32_t>(texts_.size());
  for (const std::string& text : texts) {
    const auto begin = static_cast<std::uint32_t>(tokens_.size());
    for_each_word(text, options_, [&](std::string_view word, std::size_t) { tokens_.push_back(numbers_.number_of(word)); });
    if (tokens_.size() >= kNoPlace)
      throw Error(ErrorKind::kData, "the samples have over four billion words together; expected fewer");
    const auto end = static_cast<std::uint32_t>(tokens_.size());
    gram_at_.resize(end, kNoPlace);
    for (std::uint32_t at = begin; at + n_ <= end; ++at) gram_at_[at] = find_or_add(hash_at(at), at);
    texts_.push_back({begin, end});
  }
  samples_.push_back({first, static_cast<std::uint32_t>(texts_.size())});
}

void NgramIndex::begin_document(const std::function<std::string()>& place) {
  if (window_.empty()) window_.resize(n_);
  run_ = 0;
  place_ = &place;
}

void NgramIndex::feed(std::string_view word) {
  const std::uint32_t number = numbers_.find(word);
  if (number == WordNumbers::unknown()) {
    run_ = 0;
    return;
  }
  window_[window_at_] = number;
  window_at_ = window_at_ + 1 == n_ ? 0 : window_at_ + 1;
  if (++run_ >= n_ && !slots_.empty()) match();
}

void NgramIndex::match() {
  std::uint64_t hash = n_;
  for (std::size_t i = 0; i < n_; ++i) {
    const std::size_t at = window_at_ + i;
    hash = combine64(hash, window_[at >= n_ ? at - n_ : at]);
  }
  for (std::size_t slot = hash & (slots_.size() - 1); slots_[slot] != 0; slot = (slot + 1) & (slots_.size() - 1)) {
    Gram& gram = grams_[slots_[slot] - 1];
    if (gram.hash != hash) continue;
    bool equal = true;
    for (std::size_t i = 0; i < n_ && equal; ++i) {
      const std::size_t at = window_at_ + i;
      equal = tokens_[gram.at + i] == window_[at >= n_ ? at - n_ : at];
    }
    if (!equal) continue;
    if (gram.place != kNoPlace) return;
    std::string place = (*place_)();
    if (places_.empty() || places_.back() != place) places_.push_back(std::move(place));
    gram.place = static_cast<std::uint32_t>(places_.size() - 1);
    return;
  }
}

SampleOverlap NgramIndex::overlap(std::size_t sample) const {
  SampleOverlap overlap;
  std::uint32_t first_place = kNoPlace;
  for (std::uint32_t t = samples_[sample].first_text; t < samples_[sample].end_text; ++t) {
    const Text& text = texts_[t];
    overlap.words += text.end - text.begin;
    std::uint64_t run = 0;             // words of the part of found n-grams that ends here
    std::uint32_t covered = text.begin;  // words before this one are counted
    for (std::uint32_t at = text.begin; at + n_ <= text.end; ++at) {
      ++overlap.ngrams;
      const std::uint32_t place = grams_[gram_at_[at]].place;
      if (place == kNoPlace) {
        run = 0;
        continue;
      }
      ++overlap.matched;
      first_place = std::min(first_place, place);
      run = run == 0 ? n_ : run + 1;
      overlap.longest_run = std::max(overlap.longest_run, run);
      const auto end = static_cast<std::uint32_t>(at + n_);
      overlap.covered_words += end - std::max(covered, at);
      covered = end;
    }
  }
  if (first_place != kNoPlace) overlap.first_place = places_[first_place];
  return overlap;
}

}  // namespace assay::datasets
