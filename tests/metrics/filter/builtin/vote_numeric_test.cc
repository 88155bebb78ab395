#include "tests/metrics/filter/filtering.h"

namespace assay::test {
namespace {

using ::testing::ElementsAre;

TEST(VoteNumericFilter, CountsNumbersWhateverTheirWriting) {
  EXPECT_THAT(all_shown("function: vote_numeric", {"7", "it is 1,000.", "$1000.00", "none"}), ElementsAre("1000"));
  EXPECT_THAT(all_shown("function: vote_numeric", {"2", "1", "1", "2"}), ElementsAre("2"));
}

TEST(VoteNumericFilter, WhatHasNoNumberHasNoVote) {
  EXPECT_THAT(all_shown("function: vote_numeric", {"none", "no", "4"}), ElementsAre("4"));
  EXPECT_THAT(all_shown("function: vote_numeric", {"none", "no"}), ElementsAre("FELL BACK: [invalid]"));
}

TEST(VoteNumericFilter, AnUnknownAnswerLeavesTheVoteUnscored) {
  const auto answers =
      filter_of("function: vote_numeric")->apply({{"1", true, false, std::nullopt}, {"", true, false, "why"}}, {});
  ASSERT_EQ(answers.size(), 1u);
  EXPECT_EQ(shown(answers[0]), "UNSCORED: why");
}

}  // namespace
}  // namespace assay::test
