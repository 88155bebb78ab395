#include "metrics/text/translation_edits.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <utility>

#include "harness/core/random.h"
#include "metrics/text/vocabulary.h"
#include "metrics/text/words.h"
#include "tests/metrics/scoring.h"

namespace assay::metrics {
namespace {

using Words = std::vector<std::uint32_t>;

std::size_t edits_of(std::string_view answer, std::string_view reference) {
  std::vector<std::string_view> answer_words, reference_words;
  split_words(answer, answer_words);
  split_words(reference, reference_words);
  Vocabulary vocabulary;
  const Words numbers = vocabulary.numbers(answer_words);
  return translation_edits(numbers, vocabulary.numbers(reference_words));
}

/// The edit distance of the textbook, without moves or a beam.
std::size_t plain_distance(const Words& a, const Words& b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= b.size(); ++j)
      diagonal = std::exchange(row[j], std::min({diagonal + (a[i - 1] == b[j - 1] ? 0 : 1), row[j] + 1, row[j - 1] + 1}));
  }
  return row.back();
}

TEST(TranslationEdits, AreInsertionsRemovalsReplacementsAndMoves) {
  EXPECT_EQ(edits_of("a b c", "a b c"), 0U);
  EXPECT_EQ(edits_of("a b c", "a b c d"), 1U);
  EXPECT_EQ(edits_of("a b c", "a c"), 1U);
  EXPECT_EQ(edits_of("a b c", "a x c"), 1U);
  EXPECT_EQ(edits_of("e f a b c d", "a b c d e f"), 1U);
  EXPECT_EQ(edits_of("", "a b"), 2U);
  EXPECT_EQ(edits_of("a b", ""), 2U);
  EXPECT_EQ(edits_of("", ""), 0U);
}

TEST(TranslationEdits, EqualSacrebleuOnHardPairs) {
  const Value golden = test::golden_texts("translation_expected.json");
  const auto& pairs = golden.find("pairs")->as_array();
  ASSERT_GE(pairs.size(), 100U);
  for (const Value& pair : pairs) {
    const std::string answer = pair.find("answer")->as_string();
    const std::string reference = pair.find("reference")->as_string();
    EXPECT_EQ(static_cast<double>(edits_of(answer, reference)), pair.find("edits")->as_double())
        << answer << " / " << reference;
  }
}

TEST(TranslationEdits, AreNeverMoreThanTheEditDistanceOfShortTexts) {
  RandomStream random(11);
  for (int round = 0; round < 300; ++round) {
    Words answer(1 + random.below(22)), reference(1 + random.below(22));
    for (auto& word : answer) word = static_cast<std::uint32_t>(random.below(8));
    for (auto& word : reference) word = static_cast<std::uint32_t>(random.below(8));
    EXPECT_LE(translation_edits(answer, reference), plain_distance(answer, reference));
  }
}

TEST(TranslationEdits, LongTextsTakeBoundedTime) {
  RandomStream random(12);
  Words answer(3000), reference(3000);
  for (auto& word : reference) word = static_cast<std::uint32_t>(random.below(500));
  answer = reference;
  for (int i = 0; i < 40; ++i) std::swap(answer[random.below(3000)], answer[random.below(3000)]);
  EXPECT_LE(translation_edits(answer, reference), 80U);
  const Words same(20000, 1);
  EXPECT_EQ(translation_edits(same, Words(19990, 1)), 10U);
}

TEST(TranslationEdits, RefuseWhatWouldTakeTooLong) {
  EXPECT_THROW(translation_edits(Words(70000, 1), Words(1, 1)), Error);
  EXPECT_THROW(translation_edits(Words(1, 1), Words(1100000, 1)), Error);
}

}  // namespace
}  // namespace assay::metrics
