#include "tests/metrics/filter/filtering.h"

#include <chrono>

namespace assay::test {
namespace {

using ::testing::HasSubstr;

TEST(RegexFilter, GivesTheFirstMatchStrippedAndElseTheFallback) {
  EXPECT_EQ(one("function: regex", "4\n#### 1,234"), "1,234");
  EXPECT_EQ(one("function: regex", "4"), "FELL BACK: [invalid]");
  EXPECT_EQ(one("function: regex\nregex_pattern: 'is (.*)'\ngroup_select: -1", "it is  x "), "x");
  EXPECT_EQ(one("function: regex\nfallback: none", ""), "FELL BACK: none");
}

TEST(RegexFilter, AMatchThatIsNotThereIsAParseFailure) {
  EXPECT_EQ(one("function: regex\nregex_pattern: '\\d'\ngroup_select: 1", "1"), "FELL BACK: [invalid]");
  EXPECT_EQ(one("function: regex\nregex_pattern: '\\d'\ngroup_select: -3", "1 2"), "FELL BACK: [invalid]");
}

TEST(RegexFilter, AFailureOfAnEarlierFilterIsNotForgotten) {
  const auto filter = filter_of("function: regex\nregex_pattern: invalid");
  EXPECT_EQ(shown(filter->apply({{"[invalid]", true, true, std::nullopt}}, {}).at(0)), "FELL BACK: invalid");
  EXPECT_EQ(shown(filter->apply({{"x", true, false, "why"}}, {}).at(0)), "UNSCORED: why");
}

TEST(RegexFilter, EndlessBacktrackingLeavesTheAnswerUnscoredAndTheOthersAlone) {
  const auto start = std::chrono::steady_clock::now();
  const auto answers = filtered("function: regex\nregex_pattern: '(a+)+$'", {std::string(60, 'a') + "!", "aa"});
  EXPECT_THAT(shown(answers[0]), HasSubstr("UNSCORED: regular expression '(a+)+$' backtracks too much"));
  EXPECT_EQ(shown(answers[1]), "aa");
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(10));
}

TEST(RegexFilter, TakesHostileTexts) {
  EXPECT_EQ(one("function: regex\nregex_pattern: '(x+)'", "a\xFFxx\xC3"), "xx");
  EXPECT_EQ(one("function: regex\nregex_pattern: '(\\d+)'", std::string(1'000'000, ' ') + "7"), "7");
}

TEST(RegexFilter, RefusesABrokenPatternWithItsPlace) {
  EXPECT_THAT(refusal("function: regex\nregex_pattern: '(a'"),
              HasSubstr("task.yaml:2: regular expression '(a' is not valid"));
  EXPECT_THAT(refusal("function: regex\nregex_patern: a"), HasSubstr("regex_pattern"));
  EXPECT_THAT(refusal("function: regex\ngroup_select: first"), HasSubstr("group_select"));
}

}  // namespace
}  // namespace assay::test
