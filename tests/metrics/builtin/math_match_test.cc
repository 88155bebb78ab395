#include <gtest/gtest.h>

#include "metrics/extract/math_strings.h"
#include "tests/metrics/scoring.h"

namespace assay::test {
namespace {

TEST(MathMatch, HendrycksComparesSpellings) {
  const auto metric = metric_of("hendrycks_math_match");
  EXPECT_EQ(text_value(*metric, "It is $\\frac34$.", {"\\frac{3}{4}"}), 1.0);
  EXPECT_EQ(text_value(*metric, "3/4", {"\\frac{3}{4}"}), 1.0);
  EXPECT_EQ(text_value(*metric, "0.75", {"\\frac{3}{4}"}), 0.0);
  EXPECT_EQ(text_value(*metric, "$x = 5$", {"5"}), 1.0);
  EXPECT_EQ(text_value(*metric, "$50\\%$", {"50"}), 1.0);
  EXPECT_EQ(text_value(*metric, "$\\sqrt3$", {"\\sqrt{3}"}), 1.0);
  EXPECT_EQ(text_value(*metric, "$.5$", {"\\frac{1}{2}"}), 1.0);
  EXPECT_EQ(text_value(*metric, "\\boxed{7}", {"7"}), 0.0);
}

TEST(MathMatch, HendrycksTakesABoxWhereItIsToldTo) {
  const auto metric = metric_of("hendrycks_math_match:boxed=true");
  EXPECT_EQ(text_value(*metric, "$1$ and $2$, so \\boxed{7}", {"7"}), 1.0);
  EXPECT_EQ(text_value(*metric, "so \\boxed 7$", {"7"}), 1.0);
  EXPECT_EQ(text_value(*metric, "so \\boxed{7", {"7"}), 0.0);
  EXPECT_EQ(text_value(*metric, "$7$", {"7"}), 1.0);
}

TEST(MathMatch, WhatHasNoSpellingIsComparedAsItIs) {
  EXPECT_EQ(metrics::math_spelling("x/2"), std::nullopt);
  EXPECT_EQ(metrics::math_spelling("\\sqrt"), std::nullopt);
  EXPECT_EQ(metrics::math_spelling("\\frac"), std::nullopt);
  EXPECT_EQ(metrics::math_spelling("1\\text{ a}\\text{ b}"), std::nullopt);
  EXPECT_TRUE(metrics::equal_in_math_spelling("x/2", "x/2"));
  EXPECT_FALSE(metrics::equal_in_math_spelling("x/2", " x/2"));
}

TEST(MathMatch, MinervaReadsItsLastSentenceOnly) {
  const auto metric = metric_of("minerva_math_match");
  const auto answer = [](const std::string& x) { return "Final Answer: The final answer is " + x + ". I hope it is correct."; };
  EXPECT_EQ(text_value(*metric, answer("$2\\sqrt{3}$"), {"2\\sqrt3"}), 1.0);
  EXPECT_EQ(text_value(*metric, answer("$\\frac{5}{2}$"), {"2.5"}), 1.0);
  EXPECT_EQ(text_value(*metric, answer("$1{,}250$ cm"), {"1,250"}), 1.0);
  EXPECT_EQ(text_value(*metric, answer("$0,1$"), {"0,1"}), 1.0);
  EXPECT_EQ(text_value(*metric, answer("$0,1$"), {"01"}), 0.0);
  EXPECT_EQ(text_value(*metric, answer("$x = 4$"), {"4"}), 1.0);
  EXPECT_EQ(text_value(*metric, "Final Answer: The final answer is $4$. ", {"4"}), 1.0);
  EXPECT_EQ(text_value(*metric, "Final Answer: The final answer is $4$.", {"4"}), 0.0);
  EXPECT_EQ(text_value(*metric, "$4$", {"4"}), 0.0);
  EXPECT_EQ(text_value(*metric, answer(""), {""}), 0.0);
}

TEST(MathMatch, DropsUnitsButNoPartOfACommand) {
  EXPECT_EQ(metrics::minerva_spelling("2\\pi cm"), "2\\pi");
  EXPECT_EQ(metrics::minerva_spelling("\\left(1,2\\right)"), "\\left(1,2\\right)");
  EXPECT_EQ(metrics::minerva_spelling("12ft"), "12");
  EXPECT_EQ(metrics::minerva_spelling("x=\\sqrt[3]8"), "\\sqrt[3]{8}");
}

TEST(MathMatch, WhateverBytesComeAreCompared) {
  const std::string broken = "\xFF\xC3$\\frac\xE2\x82$ \\sqrt\xF0";
  EXPECT_EQ(text_value(*metric_of("hendrycks_math_match"), broken, {"1"}), 0.0);
  EXPECT_EQ(text_value(*metric_of("minerva_math_match"), broken, {"1"}), 0.0);
  const std::string deep = std::string(200000, '{');
  EXPECT_EQ(text_value(*metric_of("hendrycks_math_match:boxed=true"), "\\boxed" + deep, {"1"}), 0.0);
}

}  // namespace
}  // namespace assay::test
