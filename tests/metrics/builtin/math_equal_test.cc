#include <gtest/gtest.h>

#include "tests/metrics/scoring.h"

namespace assay::test {
namespace {

TEST(MathEqual, FindsTheAnswerOfASolution) {
  const auto metric = metric_of("math_equal");
  EXPECT_EQ(text_value(*metric, "We get $x = \\frac{2}{4}$, so \\boxed{\\dfrac{1}{2}}.", {"0.5"}), 1.0);
  EXPECT_EQ(text_value(*metric, "The answer is 12.", {"We have \\boxed{12}."}), 1.0);
  EXPECT_EQ(text_value(*metric, "#### 1,234", {"1234"}), 1.0);
  EXPECT_EQ(text_value(*metric, "I think 3", {"4"}), 0.0);
}

TEST(MathEqual, ExtractsByOption) {
  EXPECT_EQ(text_value(*metric_of("math_equal:extract=boxed"), "The answer is 4", {"4"}), 0.0);
  EXPECT_EQ(text_value(*metric_of("math_equal:extract=boxed"), "\\boxed{4}", {"4"}), 1.0);
  EXPECT_EQ(text_value(*metric_of("math_equal:extract=none"), "$4$", {"4.0"}), 1.0);
  EXPECT_EQ(text_value(*metric_of("math_equal:extract=none"), "The answer is 4", {"4"}), 0.0);
}

TEST(MathEqual, AnyReferenceMatches) {
  EXPECT_EQ(text_value(*metric_of("math_equal"), "\\boxed{2, 1}", {"3", "1,2"}), 1.0);
}

TEST(MathEqual, ToleranceIsAnOption) {
  EXPECT_EQ(text_value(*metric_of("math_equal"), "3.14", {"\\pi"}), 0.0);
  EXPECT_EQ(text_value(*metric_of("math_equal:rel_tol=0.001"), "3.14", {"\\pi"}), 1.0);
  EXPECT_EQ(metric_of("math_equal:rel_tol=0.001")->signature(), "extract:auto|rel_tol:0.001");
}

TEST(MathEqual, DetailSaysWhatWasRead) {
  EXPECT_EQ(score_text(*metric_of("math_equal"), "so \\boxed{x+1}", {"y"}).detail, "read x+1; right is y");
  EXPECT_EQ(score_text(*metric_of("math_equal:extract=boxed"), "5", {"5"}).detail, "read no boxed answer; right is 5");
}

TEST(MathEqual, EmptyReferenceIsUnscoredAndEmptyAnswerWrong) {
  EXPECT_EQ(unscored_reason(score_text(*metric_of("math_equal"), "5", {"$ $"})), "a reference is empty");
  EXPECT_EQ(unscored_reason(score_text(*metric_of("math_equal"), "5", {})), "no reference");
  EXPECT_EQ(text_value(*metric_of("math_equal"), "", {"5"}), 0.0);
}

TEST(MathEqual, RowIsTheMeanOfTheEpochs) {
  const std::vector<Response> epochs = {completion("\\boxed{1/2}", 0), completion("2", 1)};
  const Scored scored = metric_of("math_equal")->score(sample_with_targets({"0.5"}), epochs);
  EXPECT_EQ(std::get<StatsRow>(scored.row), (StatsRow{0.5, 2.0, 0.5}));
}

}  // namespace
}  // namespace assay::test
