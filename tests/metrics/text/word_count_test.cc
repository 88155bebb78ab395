#include "metrics/text/word_count.h"

#include <gtest/gtest.h>

#include "tests/metrics/scoring.h"

namespace assay::metrics {
namespace {

TEST(WordCount, EmptyPiecesAtTheEndsCount) {
  EXPECT_EQ(count_words(""), 1U);
  EXPECT_EQ(count_words("a"), 1U);
  EXPECT_EQ(count_words("a  b\n\tc"), 3U);
  EXPECT_EQ(count_words(" a "), 3U);
  EXPECT_EQ(count_words(" "), 2U);
}

TEST(WordCount, AllWhiteSpaceOfUnicodeParts) {
  EXPECT_EQ(count_words("a\xC2\xA0"
                        "b\xE3\x80\x80"
                        "c\x1C"
                        "d"),
            4U);
  EXPECT_EQ(count_words("a\xE2\x80\x8B"
                        "b"),
            1U);
}

TEST(WordCount, BytesThatAreNotUtf8PartNothing) { EXPECT_EQ(count_words("\xff\xc2 \x80"), 2U); }

TEST(WordCount, EqualsPythonOnTheGoldenTexts) {
  const std::vector<test::TextLine> lines = test::golden_lines();
  const Value golden = test::read_json(test::test_data("golden/metrics/perplexity_expected.json"));
  for (std::size_t i = 0; i < lines.size(); ++i)
    EXPECT_EQ(static_cast<std::int64_t>(count_words(lines[i].prediction)), golden.find("words")->as_array()[i].as_int())
        << i;
}

}  // namespace
}  // namespace assay::metrics
