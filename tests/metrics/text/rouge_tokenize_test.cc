#include "metrics/text/rouge_tokenize.h"

#include <gtest/gtest.h>

namespace assay::metrics {
namespace {

using Tokens = std::vector<std::string>;

TEST(RougeTokens, AreRunsOfAsciiLettersAndDigits) {
  EXPECT_EQ(rouge_tokens("It's 3.5, na\xC3\xAFve_x!", false), (Tokens{"it", "s", "3", "5", "na", "ve", "x"}));
  EXPECT_EQ(rouge_tokens(" \xE2\x80\xA6 ", false), Tokens{});
}

TEST(RougeTokens, LowerCaseIsThatOfUnicode) { EXPECT_EQ(rouge_tokens("5\xE2\x84\xAA", false), (Tokens{"5k"})); }

TEST(RougeTokens, OnlyWordsOverThreeCharactersAreStemmed) {
  EXPECT_EQ(rouge_tokens("was running ties", true), (Tokens{"was", "run", "tie"}));
}

}  // namespace
}  // namespace assay::metrics
