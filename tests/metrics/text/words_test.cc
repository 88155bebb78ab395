#include "metrics/text/words.h"

#include <gtest/gtest.h>

#include "harness/text/unicode.h"
#include "tests/metrics/scoring.h"

namespace assay::metrics {
namespace {

TEST(Words, AreWhatThePythonicSplitGives) {
  std::vector<std::string> texts = {"",
                                    " a ",
                                    "\xE2\x80\x83x\xC2\xA0y\xE1\x9A\x80z\xE3\x80\x80",
                                    "\xC2\x85",
                                    "a\x1C"
                                    "b\x1F",
                                    "\xFF a \xE2\x80",
                                    "\xF0\xC2\xA0"
                                    "a",
                                    "\xE2\x80\xA6 \xC3\xA9"};
  for (const test::TextLine& line : test::golden_lines()) texts.push_back(line.prediction);
  for (const std::string& text : texts) {
    std::vector<std::string_view> words;
    split_words(text, words);
    EXPECT_EQ(std::vector<std::string>(words.begin(), words.end()), text::split_white_space(text)) << text;
  }
}

TEST(Words, AreJoinedByOneSpace) {
  EXPECT_EQ(joined(std::vector<std::string_view>{"a", "b", "c"}), "a b c");
  EXPECT_EQ(joined({}), "");
}

TEST(Words, ReplacesFromLeftToRight) {
  EXPECT_EQ(replaced("aaaba", "aa", "b"), "baba");
  EXPECT_EQ(replaced("ab", "x", "y"), "ab");
  EXPECT_EQ(without_entities("&amp;lt; &quot;&gt;"), "< \">");
}

}  // namespace
}  // namespace assay::metrics
