#include "datasets/audit/words.h"

#include "harness/core/error.h"

namespace assay::datasets {
namespace {

using testing::ElementsAre;

TEST(AuditWords, CaseAndPunctuationFoldByDefault) {
  EXPECT_THAT(words_of("  Don't\tSTOP -- now!\n", {}), ElementsAre("dont", "stop", "now"));
}

TEST(AuditWords, PunctuationCanSplitOrStay) {
  EXPECT_THAT(words_of("Don't, x", {true, Punctuation::kSplit}), ElementsAre("don", "t", "x"));
  EXPECT_THAT(words_of("Don't, x", {false, Punctuation::kKeep}), ElementsAre("Don't,", "x"));
}

TEST(AuditWords, ComposedAndDecomposedLettersAreOneWord) {
  EXPECT_EQ(words_of("caf\xC3\x89", {}), words_of("cafe\xCC\x81", {}));
  EXPECT_THAT(words_of("\xE2\x80\x9C" "a\xE2\x80\x9D\xC2\xA0" "b", {}), ElementsAre("a", "b"));
}

TEST(AuditWords, HanAndKanaAreWordsByThemselves) {
  EXPECT_EQ(words_of("ab\xE6\xBC\xA2\xE5\xAD\x97\xE3\x81\x8B" "c", {}).size(), 5u);
}

TEST(AuditWords, OffsetsAreWhereWordsBegin) {
  std::vector<std::size_t> offsets;
  for_each_word(" a  \xC3\xA9t \"b", {}, [&](std::string_view, std::size_t at) { offsets.push_back(at); });
  EXPECT_THAT(offsets, ElementsAre(1u, 4u, 9u));
}

TEST(AuditWords, BadBytesDoNotEndTheText) {
  EXPECT_THAT(words_of("a \xFF\xFE b", {}), ElementsAre("a", "\xEF\xBF\xBD\xEF\xBF\xBD", "b"));
  EXPECT_THROW(parse_punctuation("drop"), Error);
}

}  // namespace
}  // namespace assay::datasets
