#include "metrics/extract/math_value.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "metrics/extract/math_expression.h"

namespace assay::metrics {
namespace {

TEST(MathValue, LiteralsAreExactWhereTheyFit) {
  EXPECT_EQ(MathValue::literal("0.125").exact, Rational::of(1, 8));
  EXPECT_EQ(MathValue::literal(".5").exact, Rational::of(1, 2));
  EXPECT_EQ(MathValue::literal("007").exact, Rational(7));
  EXPECT_TRUE(MathValue::literal("2.0").decimal);
  EXPECT_FALSE(MathValue::literal("2.").decimal);
  EXPECT_FALSE(MathValue::literal("12345678901234567890").exact.has_value());
  EXPECT_EQ(MathValue::literal("12345678901234567890").at[1], 12345678901234567890.0);
}

TEST(MathValue, ResidueOfAFractionIsThatOfItsParts) {
  const MathValue half = MathValue::whole(1) / MathValue::whole(2);
  EXPECT_EQ(half.residue, std::uint64_t{1} << 60);  // twice that is 2^61, which is 1 modulo 2^61 - 1
  EXPECT_EQ((-MathValue::whole(1)).residue, (std::uint64_t{1} << 61) - 2);
  EXPECT_EQ((half + half).residue, 1U);
  EXPECT_EQ(MathValue::whole(INT64_MIN + 1).residue, (std::uint64_t{1} << 61) - 1 - 3);
}

TEST(MathValue, DividingByZeroIsWorthNothing) {
  EXPECT_FALSE((MathValue::whole(1) / MathValue::whole(0)).is_defined());
  EXPECT_FALSE(power(MathValue::whole(0), MathValue::whole(-1)).is_defined());
  EXPECT_FALSE(power(MathValue::whole(0) / MathValue::whole(0), MathValue::whole(0)).is_defined());
  EXPECT_FALSE(factorial(MathValue::whole(-1)).is_defined());
  EXPECT_FALSE(binomial(MathValue::whole(3), MathValue::whole(4)).is_defined());
}

TEST(MathValue, TooLargeIsNotInfinite) {
  const MathValue large = power(MathValue::whole(10), MathValue::whole(400));
  EXPECT_TRUE(std::isnan(large.at[0]));
  EXPECT_TRUE(large.is_defined());
  EXPECT_FALSE(same_value(large, MathValue::constant(std::numeric_limits<double>::infinity()), 1e-6));
}

bool same(std::string_view a, std::string_view b, double rel_tol = 1e-6) {
  return same_value(evaluate_math(a).value(), evaluate_math(b).value(), rel_tol);
}

TEST(SameValue, IsExactWhereBothSidesAre) {
  EXPECT_TRUE(same("0.5", "1/2"));
  EXPECT_FALSE(same("1000000", "1000001"));
  EXPECT_FALSE(same("0.3333333", "0.3333334"));
}

TEST(SameValue, ToleratesADecimalForWhatNoDecimalsWrite) {
  EXPECT_TRUE(same("0.3333333", "1/3"));
  EXPECT_FALSE(same("0.33", "1/3"));
  EXPECT_TRUE(same("1.414214", "\\sqrt2"));
  EXPECT_FALSE(same("\\sqrt{1000001}", "1000"));
  EXPECT_TRUE(same("0.33", "1/3", 0.02));
}

TEST(SameValue, ComparesFormulasWithVariables) {
  EXPECT_TRUE(same("2x+1", "1+2x"));
  EXPECT_TRUE(same("(x+1)^2", "x^2+2x+1"));
  EXPECT_TRUE(same("x(y+1)", "xy+x"));
  EXPECT_FALSE(same("x^2+1", "x^2-1"));
  EXPECT_FALSE(same("|x|+0", "x+0"));
  EXPECT_FALSE(same("x_1+1", "x_2+1"));
  EXPECT_TRUE(same("\\frac{\\sqrt2}{2}", "\\frac{1}{\\sqrt{2}}"));
}

TEST(SameValue, TellsNumbersBeyond64BitsApart) {
  EXPECT_FALSE(same("2^{100}-1", "2^{100}"));
  EXPECT_TRUE(same("2^{100}-1", "(2^{50}-1)(2^{50}+1)"));
  EXPECT_TRUE(same("2^{64}", "18446744073709551616"));
  EXPECT_FALSE(same("2^{64}", "18446744073709551617"));
  EXPECT_FALSE(same("10^{400}", "10^{500}"));
  EXPECT_TRUE(same("10^{400}", "100^{200}"));
  EXPECT_TRUE(same("25!", "25*24!"));
  EXPECT_TRUE(same("\\binom{100}{50}", "\\binom{99}{49}+\\binom{99}{50}"));
  EXPECT_FALSE(same("\\binom{100}{50}", "\\binom{100}{49}"));
  EXPECT_FALSE(same("12345678901234567890123", "12345678901234567890124"));
  EXPECT_FALSE(same("\\frac{1}{3^{50}}", "\\frac{1}{3^{50}+1}"));
}

TEST(SameValue, TellsSmallNumbersApart) {
  EXPECT_FALSE(same("1.6*10^{-19}", "2.5*10^{-19}"));
  EXPECT_TRUE(same("1.6*10^{-19}", "16*10^{-20}"));
  EXPECT_FALSE(same("0", "10^{-20}"));
  EXPECT_FALSE(same("0", "10^{-400}"));
}

TEST(SameValue, WhatIsLeftOfEqualTermsIsZero) {
  EXPECT_TRUE(same("\\sqrt2-\\frac{2}{\\sqrt2}", "0"));
  EXPECT_TRUE(same("\\sin\\pi", "0"));
  EXPECT_TRUE(same("\\tan(2\\pi)", "0"));
  EXPECT_TRUE(same("\\cos(\\pi/2)", "0"));
  EXPECT_FALSE(same("\\sqrt2-1.4142135", "0"));
}

TEST(SameValue, FractionsOfPolynomialsAreTheSameWhereTheyAreDefined) {
  EXPECT_TRUE(same("\\frac{x^2-1}{x-1}", "x+1"));
  EXPECT_TRUE(same("(a+b)^{20}(a-b)^{20}", "(a^2-b^2)^{20}"));
  EXPECT_FALSE(same("x^{100}+1", "x^{100}"));
  EXPECT_FALSE(same("|x-1|", "x-1"));
  EXPECT_TRUE(same("|2^{100}-3^{100}|", "3^{100}-2^{100}"));
}

}  // namespace
}  // namespace assay::metrics
