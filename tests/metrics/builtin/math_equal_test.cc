#include <gtest/gtest.h>

#include <utility>
#include <vector>

#include "tests/metrics/scoring.h"

namespace assay::test {
namespace {

using Pairs = std::vector<std::pair<const char*, const char*>>;

/// Either side as the answer, the other as the reference.
void expect_values(const Pairs& pairs, double value) {
  const auto metric = metric_of("math_equal");
  for (const auto& [a, b] : pairs) {
    EXPECT_EQ(text_value(*metric, a, {b}), value) << a << " | " << b;
    EXPECT_EQ(text_value(*metric, b, {a}), value) << b << " | " << a;
  }
}

TEST(MathEqual, ReadsFractions) {
  expect_values({{"\\frac{1}{2}", "\\dfrac{1}{2}"}, {"\\frac12", "0.5"}, {"\\tfrac{3}{4}", "3/4"},
                 {"\\frac{6}{8}", "\\frac{3}{4}"}, {"-\\frac{2}{3}", "\\frac{-2}{3}"},
                 {"\\frac{1}{-3}", "-\\frac{1}{3}"}, {"\\cfrac{10}{4}", "2.5"},
                 {"\\frac{\\frac{1}{2}}{3}", "1/6"}, {"\\frac{1}{3}", "0.3333333"}}, 1.0);
  expect_values({{"\\frac{1}{3}", "0.33"}, {"\\frac{1}{2}", "\\frac{2}{1}"}, {"\\frac{1}{2}", "-\\frac{1}{2}"},
                 {"\\frac{7}{8}", "\\frac{8}{7}"}, {"3/4", "34"}}, 0.0);
}

TEST(MathEqual, ReadsRoots) {
  expect_values({{"\\sqrt{12}", "2\\sqrt{3}"}, {"\\sqrt2", "\\sqrt{2}"},
                 {"\\frac{1}{\\sqrt{2}}", "\\frac{\\sqrt{2}}{2}"}, {"\\sqrt[3]{8}", "2"},
                 {"\\sqrt{\\frac{1}{4}}", "\\frac12"}, {"sqrt(2)", "\\sqrt{2}"}, {"5\\sqrt{5}", "\\sqrt{125}"},
                 {"\\sqrt{2}+\\sqrt{3}", "\\sqrt{3}+\\sqrt{2}"},
                 {"\\frac{1}{2-\\sqrt{3}}", "2+\\sqrt{3}"}}, 1.0);
  expect_values({{"\\sqrt{2}", "\\sqrt{3}"}, {"2\\sqrt{3}", "3\\sqrt{2}"}, {"\\sqrt{2}+\\sqrt{3}", "\\sqrt{5}"},
                 {"\\sqrt[3]{9}", "3"}}, 0.0);
}

TEST(MathEqual, ReadsPowers) {
  expect_values({{"2^{10}", "1024"}, {"x^2", "x^{2}"}, {"x^2+2x+1", "(x+1)^2"}, {"2^{-3}", "\\frac18"},
                 {"6.02\\times10^{23}", "6.02 \\cdot 10^{23}"}, {"2^{100}", "4^{50}"}, {"x\\cdot x", "x^2"},
                 {"10^{12}", "1{,}000{,}000{,}000{,}000"}}, 1.0);
  expect_values({{"2^{100}", "2^{100}-1"}, {"x^2", "x^3"}, {"x^2", "2x"}, {"(x+1)^2", "x^2+1"}, {"2^3", "3^2"},
                 {"-2^2", "(-2)^2"}}, 0.0);
}

TEST(MathEqual, IgnoresDegreeSigns) {
  expect_values({{"90^\\circ", "90"}, {"45^{\\circ}", "45"}, {"30\xC2\xB0", "30^\\circ"},
                 {"60\\text{ degrees}", "60^\\circ"}, {"90 degrees", "90"}}, 1.0);
  expect_values({{"90^\\circ", "80^\\circ"}, {"90^\\circ", "9"}}, 0.0);
}

TEST(MathEqual, ReadsTextsAndUnits) {
  expect_values({{"\\text{Monday}", "Monday"}, {"\\text{(B)}", "B"}, {"\\mathrm{even}", "even"},
                 {"\\textbf{(C)}", "(C)"}, {"5\\text{ cm}", "5"}, {"12\\mbox{ inches}", "12"},
                 {"3\\text{ and }5", "5, 3"}, {"\\text{yes}", "Yes"}}, 1.0);
  expect_values({{"\\text{Monday}", "Tuesday"}, {"\\text{(B)}", "C"}, {"\\text{even}", "odd"},
                 {"5\\text{ cm}", "6"}, {"\\text{no}", "on"}}, 0.0);
}

TEST(MathEqual, ComparesIntervalsWithTheirBrackets) {
  expect_values({{"[0, 1)", "\\left[0,1\\right)"}, {"(-\\infty, 3]", "(-\\infty,3]"}, {"x\\in[2,5]", "[2, 5]"},
                 {"(0,\\frac{1}{2})", "(0, 0.5)"},
                 {"(-\\infty,0)\\cup(1,\\infty)", "(1,\\infty)\\cup(-\\infty,0)"},
                 {"(1, +\\infty)", "(1,\\infty)"}}, 1.0);
  expect_values({{"[0,1]", "[0,1)"}, {"(0,1)", "[0,1]"}, {"(-\\infty,3)", "(3,\\infty)"},
                 {"(0,1)\\cup(2,3)", "(0,3)"}, {"(0,1)", "(0,2)"}}, 0.0);
}

TEST(MathEqual, ComparesSetsWithoutOrder) {
  expect_values({{"\\{1,2,3\\}", "\\{3, 2, 1\\}"}, {"\\left\\{\\frac12, 2\\right\\}", "\\{2, 0.5\\}"},
                 {"\\{1,2\\}", "1, 2"}, {"\\emptyset", "\\varnothing"}, {"\\{5\\}", "5"},
                 {"\\{1,1,2\\}", "\\{1,2\\}"}}, 1.0);
  expect_values({{"\\{1,2\\}", "\\{1,3\\}"}, {"\\{1,2\\}", "\\{1,2,3\\}"}, {"\\emptyset", "\\{0\\}"},
                 {"\\{1,2\\}", "12"}}, 0.0);
}

TEST(MathEqual, ComparesTuplesInOrder) {
  expect_values({{"(1,2)", "(1, 2)"}, {"\\left(\\frac{1}{2},-3\\right)", "(0.5,-3)"}, {"(x,y)=(3,4)", "(3,4)"},
                 {"(\\sqrt{4}, 2\\pi)", "(2, 2 \\pi)"}, {"(1,2),(3,4)", "(3,4), (1,2)"}}, 1.0);
  expect_values({{"(1,2)", "(2,1)"}, {"(1,2,3)", "(1,2)"}, {"(1,234)", "1234"}, {"(1,2)", "\\{1,2\\}"}}, 0.0);
}

TEST(MathEqual, TakesAPercentageWithoutItsSignOrAsAFraction) {
  expect_values({{"50\\%", "50"}, {"50\\%", "0.5"}, {"12.5\\%", "\\frac18"}, {"33\\frac13\\%", "\\frac13"},
                 {"25 percent", "25\\%"}}, 1.0);
  expect_values({{"50\\%", "0.05"}, {"50\\%", "5\\%"}, {"50\\%", "500"}}, 0.0);
}

TEST(MathEqual, TellsThousandsFromLists) {
  expect_values({{"1,234", "1234"}, {"1{,}234{,}567", "1234567"}, {"10,\\!000", "10000"}, {"10\\,000", "10000"},
                 {"\\$1,250.50", "1250.5"}}, 1.0);
  expect_values({{"1,234", "1, 234"}, {"1,23", "123"}, {"10,000", "100,000"}, {"12,34", "1234"}}, 0.0);
}

TEST(MathEqual, ReadsMixedNumbers) {
  expect_values({{"1\\frac{1}{2}", "\\frac{3}{2}"}, {"1\\frac12", "1.5"}, {"2 1/4", "2.25"},
                 {"-3\\frac{1}{3}", "-\\frac{10}{3}"}, {"-1 1/2", "-1.5"}}, 1.0);
  expect_values({{"1\\frac{1}{2}", "\\frac12"}, {"1 1/2", "11/2"}, {"2\\frac{1}{4}", "2.5"}, {"1 2", "12"},
                 {"3\\frac{4}{2}", "5"}}, 0.0);
}

TEST(MathEqual, ReadsTheLastBox) {
  expect_values({{"\\boxed{\\frac{3}{4}}", "0.75"}, {"first \\boxed{1}, then \\boxed{2}", "2"},
                 {"\\fbox{7}", "7"}, {"\\boxed 9", "9"}, {"\\boxed{\\boxed{4}}", "4"},
                 {"\\boxed{\\text{A}}", "(A)"}}, 1.0);
  expect_values({{"\\boxed{1}, then \\boxed{2}", "1"}, {"5 and \\boxed{6}", "5"}}, 0.0);
  EXPECT_EQ(text_value(*metric_of("math_equal"), "\\boxed{}", {"0"}), 0.0);
}

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
