#include <gtest/gtest.h>

#include "tests/metrics/scoring.h"

namespace assay::test {
namespace {

TEST(Length, CountsCharactersAndWords) {
  EXPECT_EQ(text_value(*metric_of("num_chars"), "\xC3\xA9t\xC3\xA9 \n", {}), 5.0);
  EXPECT_EQ(text_value(*metric_of("num_chars"), "", {}), 0.0);
  EXPECT_EQ(text_value(*metric_of("num_words"), "  one two\n\xE3\x80\x80three ", {}), 3.0);
  EXPECT_EQ(text_value(*metric_of("num_words"), " \t", {}), 0.0);
}

TEST(Length, TakesTokensFromTheUsage) {
  std::vector<Response> epochs = {completion("a b", 0), completion("c", 1)};
  epochs[0].usage.completion_tokens = 5;
  epochs[1].usage.completion_tokens = 2;
  EXPECT_EQ(metric_of("num_tokens")->score({}, epochs).value, 3.5);
}

TEST(Length, TokensThatNobodyCountedAreUnscored) {
  EXPECT_EQ(unscored_reason(score_text(*metric_of("num_tokens"), "a", {})), "the backend counted no tokens");
  EXPECT_EQ(text_value(*metric_of("num_tokens"), "", {}), 0.0);
}

TEST(Length, HasNoLargestValueAndNoBetterSide) {
  for (const char* name : {"num_chars", "num_words", "num_tokens"}) {
    EXPECT_EQ(metric_of(name)->info().scale, 0.0);
    EXPECT_NE(metric_of(name)->info().summary.find("neither"), std::string_view::npos);
  }
}

TEST(Length, LogLikelihoodsHaveNone) {
  const std::vector<Response> wrong = {logprobs({-1.0})};
  for (const char* name : {"num_chars", "num_words", "num_tokens"})
    EXPECT_NE(unscored_reason(metric_of(name)->score({}, wrong)), "");
}

}  // namespace
}  // namespace assay::test
