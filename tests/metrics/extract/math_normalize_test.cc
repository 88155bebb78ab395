#include "metrics/extract/math_normalize.h"

#include <gtest/gtest.h>

namespace assay::metrics {
namespace {

TEST(NormalizeMath, DropsMarksSizesAndSpacing) {
  EXPECT_EQ(normalize_math("$\\left( 1,\\, 2 \\right)$."), "(1, 2)");
  EXPECT_EQ(normalize_math("\\[ \\dfrac{1}{2} \\]"), "\\frac{1}{2}");
  EXPECT_EQ(normalize_math("3 \\cdot 4 \\times x"), "3*4*x");
  EXPECT_EQ(normalize_math("x \\geq 3"), "x\\ge 3");
  EXPECT_EQ(normalize_math("\\displaystyle\\tfrac12"), "\\frac12");
}

TEST(NormalizeMath, DropsUnitsAndDegrees) {
  EXPECT_EQ(normalize_math("90^\\circ"), "90");
  EXPECT_EQ(normalize_math("90 degrees"), "90");
  EXPECT_EQ(normalize_math("5\\text{ cm}^2"), "5");
  EXPECT_EQ(normalize_math("5 cm^2"), "5");
  EXPECT_EQ(normalize_math("12 square units"), "12");
  EXPECT_EQ(normalize_math("\\$3.50"), "3.50");
  EXPECT_EQ(normalize_math("\\text{east}"), "east");
  EXPECT_EQ(normalize_math("the right one"), "the right one");
}

TEST(NormalizeMath, KeepsThousandsTogetherAndListsApart) {
  EXPECT_EQ(normalize_math("10{,}000"), "10000");
  EXPECT_EQ(normalize_math("10,\\!000"), "10000");
  EXPECT_EQ(normalize_math("10\\,000"), "10000");
  EXPECT_EQ(normalize_math("1, 2 \\text{ and } 3"), "1, 2, 3");
  EXPECT_EQ(normalize_math("x = 1 or x = 2"), "x=1, x=2");
}

TEST(NormalizeMath, TakesUnicodeForLatex) {
  EXPECT_EQ(normalize_math("\xE2\x88\x92\xCF\x80/2"), "-\\pi/2");
  EXPECT_EQ(normalize_math("2\xC2\xBD"), "2\\frac{1}{2}");
  EXPECT_EQ(normalize_math("5\xC2\xB0"), "5");
}

TEST(NormalizeMath, PercentStaysAndBoldGoes) {
  EXPECT_EQ(normalize_math("50\\%"), "50%");
  EXPECT_EQ(normalize_math("50 percent"), "50%");
  EXPECT_EQ(normalize_math("**7**"), "7");
  EXPECT_EQ(normalize_math("2**3"), "2^3");
}

TEST(NormalizeMath, BrokenTextsStayWhatTheyAre) {
  EXPECT_EQ(normalize_math("\\text{a"), "\\text{a");
  EXPECT_EQ(normalize_math("\\"), "\\");
  EXPECT_EQ(normalize_math(""), "");
}

}  // namespace
}  // namespace assay::metrics
