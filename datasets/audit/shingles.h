#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace assay::datasets {

/// The set of the n-grams of a text's words, kept so that two sets are compared exactly, without hashes.
/// A text of fewer than n words has one shingle, the whole text.
class ShingleSet {
 public:
  /// `words` are numbers of one vocabulary. Requires: width > 0.
  ShingleSet(std::vector<std::uint32_t> words, std::size_t width);

  std::size_t size() const { return starts_.size(); }
  /// Shared shingles over all shingles of both. Requires: both from one vocabulary; one of them not empty.
  static double jaccard(const ShingleSet& a, const ShingleSet& b);

 private:
  static int order(const ShingleSet& a, std::uint32_t at_a, const ShingleSet& b, std::uint32_t at_b);

  std::vector<std::uint32_t> words_;
  std::vector<std::uint32_t> starts_;  // of each different shingle, by its words
  std::size_t width_ = 0;
};

/// Numbers for words, in the order in which they come.
class WordNumbers {
 public:
  std::uint32_t number_of(std::string_view word);
  /// The number of a word that has one; else `unknown()`.
  std::uint32_t find(std::string_view word) const;
  static constexpr std::uint32_t unknown() { return 0xFFFFFFFFu; }
  std::size_t size() const { return numbers_.size(); }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view word) const;
  };
  std::unordered_map<std::string, std::uint32_t, Hash, std::equal_to<>> numbers_;
};

/// The hashes of the shingles of a text given by the hashes of its words; repeats stay. Requires: width > 0.
void shingle_hashes(const std::vector<std::uint64_t>& words, std::size_t width, std::vector<std::uint64_t>& hashes);

}  // namespace assay::datasets
