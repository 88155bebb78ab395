#include "tests/metrics/filter/filtering.h"

namespace assay::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(SelectionFilters, TakeTheFirstTheLastOrSome) {
  EXPECT_THAT(all_shown("function: take_first", {"a", "b", "c"}), ElementsAre("a"));
  EXPECT_THAT(all_shown("function: take_last", {"a", "b", "c"}), ElementsAre("c"));
  EXPECT_THAT(all_shown("function: take_first_k\nk: 2", {"a", "b", "c"}), ElementsAre("a", "b"));
}

TEST(SelectionFilters, TooFewAnswersAreUnscored) {
  EXPECT_THAT(all_shown("function: take_first_k\nk: 3", {"a", "b"}),
              ElementsAre("UNSCORED: take_first_k needs 3 answers, and the sample has 2"));
  EXPECT_THAT(refusal("function: take_first_k"), HasSubstr("'k' is missing"));
  EXPECT_THAT(refusal("function: take_first_k\nk: 0"), HasSubstr("k"));
}

TEST(SelectionFilters, TheMajorityWinsAndTheFirstAmongEquals) {
  EXPECT_THAT(all_shown("function: majority_vote", {"b", "a", "a", "b"}), ElementsAre("b"));
  EXPECT_THAT(all_shown("function: majority_vote", {"b", "a", "a"}), ElementsAre("a"));
}

TEST(SelectionFilters, AFallbackHasAVoteAndKeepsItsFlag) {
  const auto vote = filter_of("function: majority_vote");
  const FilteredAnswer failed{"[invalid]", true, true, std::nullopt};
  EXPECT_EQ(vote->apply({{"1", true, false, std::nullopt}, failed, failed}, {}), std::vector<FilteredAnswer>{failed});
}

TEST(SelectionFilters, AnUnknownAnswerLeavesTheVoteUnscored) {
  const auto vote = filter_of("function: majority_vote");
  const auto answers =
      vote->apply({{"1", true, false, std::nullopt}, {"1", true, false, std::nullopt}, {"", true, false, "why"}}, {});
  ASSERT_EQ(answers.size(), 1u);
  EXPECT_EQ(shown(answers[0]), "UNSCORED: why");
}

}  // namespace
}  // namespace assay::test
