#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "datasets/audit/shingles.h"
#include "datasets/audit/words.h"

namespace assay::datasets {

/// What of one sample is found in other text.
struct SampleOverlap {
  std::uint64_t words = 0;
  std::uint64_t ngrams = 0;          ///< by position: an n-gram that the sample repeats counts again
  std::uint64_t matched = 0;         ///< of them, found
  std::uint64_t covered_words = 0;   ///< words that lie in a found n-gram
  std::uint64_t longest_run = 0;     ///< words of the longest part all of whose n-grams are found, at one place or several
  std::string first_place;           ///< of the first found n-gram in the order of the text; "" where none is found
  /// matched / ngrams; nullopt where the sample is too short to have an n-gram.
  std::optional<double> share() const;
  /// covered_words / words; nullopt likewise.
  std::optional<double> covered_share() const;
};

/// The n-grams of samples, and which of them a stream of words holds. n-grams lie within one text of a sample and within
/// one document of the stream. Found n-grams are compared word by word: a collision of hashes is no match.
/// Memory: 8 bytes a word and 32 bytes a different n-gram of the samples; nothing grows with the stream but one place a
/// found n-gram. Threads: one.
class NgramIndex {
 public:
  /// Requires: 1 <= n.
  NgramIndex(std::size_t n, const WordOptions& options) : n_(n), options_(options) {}

  /// Adds a sample. Requires: the stream has not begun.
  void add_sample(const std::vector<std::string>& texts);
  std::size_t num_samples() const { return samples_.size(); }
  std::uint64_t num_different_ngrams() const { return grams_.size(); }

  /// Begins a document of the stream; `place` tells where its current word is.
  void begin_document(const std::function<std::string()>& place);
  void feed(std::string_view word);

  SampleOverlap overlap(std::size_t sample) const;

 private:
  struct Text {
    std::uint32_t begin, end;  // in tokens_
  };
  struct Sample {
    std::uint32_t first_text, end_text;  // in texts_
  };
  struct Gram {
    std::uint64_t hash;
    std::uint32_t at;     // in tokens_
    std::uint32_t place;  // in places_, or kNoPlace
  };
  static constexpr std::uint32_t kNoPlace = 0xFFFFFFFFu;

  std::uint32_t find_or_add(std::uint64_t hash, std::uint32_t at);
  void grow();
  void match();
  std::uint64_t hash_at(std::uint32_t at) const;

  std::size_t n_;
  WordOptions options_;
  WordNumbers numbers_;
  std::vector<std::uint32_t> tokens_;
  std::vector<std::uint32_t> gram_at_;  // the n-gram that begins at each token, or kNoPlace
  std::vector<Text> texts_;
  std::vector<Sample> samples_;
  std::vector<Gram> grams_;
  std::vector<std::uint32_t> slots_;  // open addressing over grams_: index + 1, 0 is free
  std::vector<std::string> places_;

  std::vector<std::uint32_t> window_;  // ring of the last n words of the stream
  std::size_t window_at_ = 0;
  std::size_t run_ = 0;  // known words in a row, as far as it matters
  const std::function<std::string()>* place_ = nullptr;
};

}  // namespace assay::datasets
