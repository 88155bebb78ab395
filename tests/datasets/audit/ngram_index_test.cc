#include "datasets/audit/ngram_index.h"

#include <set>

#include "harness/core/random.h"

namespace assay::datasets {
namespace {

std::string text_of(RandomStream& random, std::uint64_t length, std::uint64_t vocabulary) {
  std::string text;
  for (std::uint64_t i = 0; i < length; ++i) text += "w" + std::to_string(random.below(vocabulary)) + " ";
  return text;
}

using Grams = std::vector<std::vector<std::string>>;
Grams grams_of(const std::string& text, std::size_t n) {
  const std::vector<std::string> words = words_of(text, {});
  Grams grams;
  for (std::size_t at = 0; at + n <= words.size(); ++at)
    grams.push_back({words.begin() + static_cast<long>(at), words.begin() + static_cast<long>(at + n)});
  return grams;
}

void stream(NgramIndex& index, const std::string& text, const std::string& place = "here") {
  const std::function<std::string()> where = [&] { return place; };
  index.begin_document(where);
  for_each_word(text, {}, [&](std::string_view word, std::size_t) { index.feed(word); });
}

TEST(NgramIndex, CountsEqualThoseOfSetsOfTuples) {
  RandomStream random(9);
  for (int trial = 0; trial < 60; ++trial) {
    const std::size_t n = 1 + random.below(4);
    std::vector<std::vector<std::string>> samples;
    NgramIndex index(n, {});
    for (int s = 0; s < 10; ++s) {
      samples.push_back({text_of(random, random.below(12), 5), text_of(random, random.below(12), 5)});
      index.add_sample(samples.back());
    }
    std::set<std::vector<std::string>> corpus;
    for (int d = 0; d < 3; ++d) {
      const std::string document = text_of(random, random.below(15), 8);
      for (const auto& gram : grams_of(document, n)) corpus.insert(gram);
      stream(index, document);
    }
    for (std::size_t s = 0; s < samples.size(); ++s) {
      std::uint64_t total = 0, matched = 0, covered = 0, longest = 0, words = 0;
      for (const std::string& text : samples[s]) {
        const Grams grams = grams_of(text, n);
        std::vector<bool> cover(words_of(text, {}).size(), false);
        words += cover.size();
        std::uint64_t run = 0;
        for (std::size_t at = 0; at < grams.size(); ++at) {
          const bool hit = corpus.count(grams[at]) > 0;
          ++total;
          matched += hit ? 1 : 0;
          run = !hit ? 0 : run == 0 ? n : run + 1;
          longest = std::max(longest, run);
          if (hit) std::fill_n(cover.begin() + static_cast<long>(at), n, true);
        }
        covered += static_cast<std::uint64_t>(std::count(cover.begin(), cover.end(), true));
      }
      const SampleOverlap overlap = index.overlap(s);
      EXPECT_EQ(overlap.words, words);
      EXPECT_EQ(overlap.ngrams, total);
      EXPECT_EQ(overlap.matched, matched);
      EXPECT_EQ(overlap.covered_words, covered);
      EXPECT_EQ(overlap.longest_run, longest);
      EXPECT_EQ(overlap.share().has_value(), total > 0);
      EXPECT_EQ(overlap.first_place.empty(), matched == 0);
    }
  }
}

TEST(NgramIndex, ASampleTooShortHasNoShare) {
  NgramIndex index(13, {});
  index.add_sample({"only three words"});
  index.add_sample({});
  stream(index, "only three words");
  EXPECT_EQ(index.overlap(0).share(), std::nullopt);
  EXPECT_EQ(index.overlap(0).covered_share(), std::nullopt);
  EXPECT_EQ(index.overlap(1).share(), std::nullopt);
}

TEST(NgramIndex, NgramsDoNotReachOverDocumentsOrUnknownWords) {
  NgramIndex index(3, {});
  index.add_sample({"a b c d"});
  stream(index, "a b");
  stream(index, "c d");
  stream(index, "a b x c d");
  EXPECT_EQ(index.overlap(0).matched, 0u);
  stream(index, "z B, c; D z", "third");
  EXPECT_EQ(index.overlap(0).matched, 1u);
  EXPECT_EQ(index.overlap(0).first_place, "third");
  stream(index, "a b c", "fourth");
  EXPECT_EQ(index.overlap(0).longest_run, 4u);
  EXPECT_EQ(index.overlap(0).first_place, "third") << "the first in the order of the text";
}

}  // namespace
}  // namespace assay::datasets
