#include "metrics/extract/math_answer.h"

#include <gtest/gtest.h>

namespace assay::metrics {
namespace {

TEST(LastBoxed, BalancesBraces) {
  EXPECT_EQ(last_boxed("so \\boxed{\\frac{1}{2}} it is"), "\\frac{1}{2}");
  EXPECT_EQ(last_boxed("\\boxed{1} then \\boxed{ 2 }."), "2");
  EXPECT_EQ(last_boxed("\\fbox{3}"), "3");
  EXPECT_EQ(last_boxed("$\\boxed 4$"), "4");
  EXPECT_EQ(last_boxed("\\boxed{\\{1,2\\}}"), "\\{1,2\\}");
}

TEST(LastBoxed, IsNothingWithoutABoxThatEnds) {
  EXPECT_EQ(last_boxed("5"), std::nullopt);
  EXPECT_EQ(last_boxed("\\boxed{\\frac{1}{2}"), std::nullopt);
  EXPECT_EQ(last_boxed("\\boxed"), std::nullopt);
  EXPECT_EQ(last_boxed("\\boxedx{5}"), std::nullopt);
  EXPECT_EQ(last_boxed("\\boxed{1} \\boxedx{5}"), "1");
}

TEST(FinalMathAnswer, FollowsThePhraseThatAnnouncesIt) {
  EXPECT_EQ(final_math_answer("First 3.\nThe answer is 42."), "42");
  EXPECT_EQ(final_math_answer("Final Answer: The final answer is $\\frac{1}{2}$. I hope it is correct."), "\\frac{1}{2}");
  EXPECT_EQ(final_math_answer("Answer: $x=1$ or $x=2$"), "$x=1$ or $x=2$");
  EXPECT_EQ(final_math_answer("**Answer:** 7"), "7");
  EXPECT_EQ(final_math_answer("2+2=4\n#### 4"), "4");
  EXPECT_EQ(final_math_answer("The answer is:\n\n**12**\n"), "12");
}

TEST(FinalMathAnswer, PrefersTheBox) {
  EXPECT_EQ(final_math_answer("The answer is 3, so \\boxed{4}"), "4");
}

TEST(FinalMathAnswer, ElseIsTheLastLine) {
  EXPECT_EQ(final_math_answer("We add.\nThus we get $x^2$."), "x^2");
  EXPECT_EQ(final_math_answer("3/4"), "3/4");
  EXPECT_EQ(final_math_answer("a\n b \n"), "b");
  EXPECT_EQ(final_math_answer("\\[ 5 \\]"), "5");
  EXPECT_EQ(final_math_answer(""), "");
}

TEST(FinalMathAnswer, HostileTextsAreReadInLinearTime) {
  for (const char* piece : {"$", "\\boxed", "\\boxed{", "answer is ", "\\(", "\\", "*", "{", "\\$"}) {
    std::string text;
    while (text.size() < 200000) text += piece;
    EXPECT_LE(final_math_answer(text).size(), text.size());
  }
}

}  // namespace
}  // namespace assay::metrics
