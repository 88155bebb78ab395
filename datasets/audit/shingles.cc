#include "datasets/audit/shingles.h"

#include <algorithm>

#include "datasets/audit/minhash.h"
#include "harness/core/check.h"

namespace assay::datasets {

ShingleSet::ShingleSet(std::vector<std::uint32_t> words, std::size_t width)
    : words_(std::move(words)), width_(std::min(width, words_.size())) {
  if (words_.empty()) return;
  for (std::size_t at = 0; at + width_ <= words_.size(); ++at) starts_.push_back(static_cast<std::uint32_t>(at));
  std::sort(starts_.begin(), starts_.end(),
            [this](std::uint32_t a, std::uint32_t b) { return order(*this, a, *this, b) < 0; });
  starts_.erase(std::unique(starts_.begin(), starts_.end(),
                            [this](std::uint32_t a, std::uint32_t b) { return order(*this, a, *this, b) == 0; }),
                starts_.end());
}

int ShingleSet::order(const ShingleSet& a, std::uint32_t at_a, const ShingleSet& b, std::uint32_t at_b) {
  const std::size_t both = std::min(a.width_, b.width_);
  for (std::size_t i = 0; i < both; ++i)
    if (a.words_[at_a + i] != b.words_[at_b + i]) return a.words_[at_a + i] < b.words_[at_b + i] ? -1 : 1;
  return a.width_ == b.width_ ? 0 : a.width_ < b.width_ ? -1 : 1;
}

double ShingleSet::jaccard(const ShingleSet& a, const ShingleSet& b) {
  ASSAY_CHECK(a.size() + b.size() > 0);
  std::size_t shared = 0;
  for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    const int difference = order(a, a.starts_[i], b, b.starts_[j]);
    shared += difference == 0 ? 1 : 0;
    i += difference <= 0 ? 1 : 0;
    j += difference >= 0 ? 1 : 0;
  }
  return static_cast<double>(shared) / static_cast<double>(a.size() + b.size() - shared);
}

std::size_t WordNumbers::Hash::operator()(std::string_view word) const { return hash64(word); }

std::uint32_t WordNumbers::number_of(std::string_view word) {
  const auto found = numbers_.find(word);
  if (found != numbers_.end()) return found->second;
  const auto number = static_cast<std::uint32_t>(numbers_.size());
  ASSAY_CHECK(number != unknown());
  numbers_.emplace(std::string(word), number);
  return number;
}

std::uint32_t WordNumbers::find(std::string_view word) const {
  const auto found = numbers_.find(word);
  return found == numbers_.end() ? unknown() : found->second;
}

void shingle_hashes(const std::vector<std::uint64_t>& words, std::size_t width, std::vector<std::uint64_t>& hashes) {
  hashes.clear();
  const std::size_t taken = std::min(width, words.size());
  if (taken == 0) return;
  for (std::size_t at = 0; at + taken <= words.size(); ++at) {
    std::uint64_t hash = taken;
    for (std::size_t i = at; i < at + taken; ++i) hash = combine64(hash, words[i]);
    hashes.push_back(hash);
  }
}

}  // namespace assay::datasets
