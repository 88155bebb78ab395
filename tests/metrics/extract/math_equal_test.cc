#include "metrics/extract/math_equal.h"

#include <gtest/gtest.h>

#include <string>

#include "harness/core/random.h"

namespace assay::metrics {
namespace {

bool equal(std::string_view a, std::string_view b) {
  const MathAnswer first(a);
  const MathAnswer second(b);
  const bool result = first.equals(second, 1e-6);
  EXPECT_EQ(second.equals(first, 1e-6), result) << a << " | " << b;
  return result;
}

TEST(MathAnswer, NumbersAreEqualInAnyWriting) {
  for (const auto& [a, b] : std::vector<std::pair<const char*, const char*>>{
           {"\\frac{1}{2}", "0.5"}, {"\\dfrac12", "1/2"}, {"10,000", "10000"}, {"$5$", "5.0"}, {"\\sqrt{8}", "2\\sqrt{2}"},
           {"1\\frac{1}{2}", "\\frac{3}{2}"}, {"x = 5", "5"}, {"90^\\circ", "90"}, {"5\\text{ cm}", "5"},
           {"\\$12.50", "12.5"}, {"-\\frac{1}{3}", "\\frac{-1}{3}"}, {"2^{10}", "1024"}, {"\\frac{\\pi}{2}", "\\pi/2"},
           {".5", "0.5"}, {"(5)", "5"}, {"2+3=5", "5"}, {"6.02*10^{23}", "6.02 \\times 10^{23}"}})
    EXPECT_TRUE(equal(a, b)) << a << " | " << b;
  for (const auto& [a, b] : std::vector<std::pair<const char*, const char*>>{
           {"\\frac{1}{2}", "0.51"}, {"5", "-5"}, {"12", "1, 2"}, {"10,000", "10"}, {"\\sqrt{2}", "2"}, {"1010_2", "1010"},
           {"2", "2x"}, {"", "0"}})
    EXPECT_FALSE(equal(a, b)) << a << " | " << b;
}

TEST(MathAnswer, PercentIsWithoutItsSignOrAHundredth) {
  EXPECT_TRUE(equal("50\\%", "50"));
  EXPECT_TRUE(equal("50\\%", "0.5"));
  EXPECT_TRUE(equal("50%", "50 \\%"));
  EXPECT_FALSE(equal("50\\%", "0.5\\%"));
  EXPECT_TRUE(equal("33\\frac{1}{3}\\%", "\\frac{1}{3}"));
}

TEST(MathAnswer, ListsAndSetsHaveNoOrder) {
  EXPECT_TRUE(equal("1, 2", "2,1"));
  EXPECT_TRUE(equal("\\{1, 2\\}", "\\left\\{ 2, 1 \\right\\}"));
  EXPECT_TRUE(equal("x=1 \\text{ or } x=-1", "-1, 1"));
  EXPECT_TRUE(equal("1 \\pm \\sqrt{2}", "1+\\sqrt2, 1-\\sqrt2"));
  EXPECT_TRUE(equal("\\{1,1,2\\}", "\\{1,2\\}"));
  EXPECT_TRUE(equal("\\emptyset", "\\varnothing"));
  EXPECT_FALSE(equal("1, 2", "1, 2, 3"));
  EXPECT_FALSE(equal("1, 1, 2", "1, 2, 2"));
  EXPECT_FALSE(equal("\\{1,2\\}", "\\emptyset"));
}

TEST(MathAnswer, TuplesAndIntervalsHaveOrderAndBrackets) {
  EXPECT_TRUE(equal("(1, \\frac{1}{2})", "\\left(1, 0.5\\right)"));
  EXPECT_FALSE(equal("(1,2)", "(2,1)"));
  EXPECT_FALSE(equal("[1,2]", "(1,2)"));
  EXPECT_TRUE(equal("(-\\infty, 0)\\cup(0, \\infty)", "(0,\\infty) \\cup (-\\infty,0)"));
  EXPECT_TRUE(equal("x \\in [0,1)", "[0, 1)"));
  EXPECT_TRUE(equal("(x,y)=(1,2)", "(1,2)"));
  EXPECT_FALSE(equal("[0,1)", "[0,1]"));
}

TEST(MathAnswer, MatricesAreComparedCellByCell) {
  EXPECT_TRUE(equal("\\begin{pmatrix} 1 & 2 \\\\ 3 & 4 \\end{pmatrix}",
                    "\\begin{bmatrix}1&2\\\\3&\\frac{8}{2}\\end{bmatrix}"));
  EXPECT_FALSE(equal("\\begin{pmatrix} 1 & 2 \\end{pmatrix}", "\\begin{pmatrix} 1 \\\\ 2 \\end{pmatrix}"));
}

TEST(MathAnswer, EquationsAreEqualUpToAFactor) {
  EXPECT_TRUE(equal("2x+3y=6", "6 = 3y + 2x"));
  EXPECT_TRUE(equal("2x+3y-6=0", "4x + 6y = 12"));
  EXPECT_FALSE(equal("2x+3y=6", "2x+3y=7"));
  EXPECT_TRUE(equal("y=2x+1", "2x+1"));
}

TEST(MathAnswer, TextsAreEqualInAnyCaseAndSpacing) {
  EXPECT_TRUE(equal("\\text{East}", "east"));
  EXPECT_TRUE(equal("(C)", "C"));
  EXPECT_TRUE(equal("\\text{(C)}", "C"));
  EXPECT_FALSE(equal("A", "B"));
  EXPECT_FALSE(equal("AB", "BA"));
  EXPECT_FALSE(equal("east", "seat"));
  EXPECT_TRUE(equal("x \\geq 3", "x\\ge3"));
}

TEST(MathAnswer, NothingEqualsNothingElse) {
  EXPECT_FALSE(equal("", ""));
  EXPECT_FALSE(equal("", "x"));
}

TEST(MathAnswer, HostileTextsEnd) {
  for (const char* piece : {"(", "{", "\\frac", "1,", "\\pm ", "\\cup", "=", "x\\in ", "\\begin{matrix}", "and ", "(1,",
                            "$", "%"}) {
    std::string text;
    while (text.size() < 9900) text += piece;
    const MathAnswer answer(text);
    EXPECT_FALSE(answer.equals(MathAnswer("5"), 1e-6)) << piece;
    EXPECT_FALSE(MathAnswer(text + text).equals(answer, 1e-6)) << piece;
  }
  RandomStream random(17);
  const std::vector<std::string> pieces = {"1", "x", ",", "(", ")", "[", "]", "\\{", "\\}", "=", "\\pm", "\\cup", "\\frac",
                                           "{", "}", "\\in", "%", "\\\\", "&", "\\begin{matrix}", "\\end{matrix}", " ", "^"};
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    for (std::uint64_t i = random.below(16); i > 0; --i) text += pieces[random.below(pieces.size())];
    (void)MathAnswer(text).equals(MathAnswer("(1,x)"), 1e-6);
  }
}

}  // namespace
}  // namespace assay::metrics
