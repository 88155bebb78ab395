#include "metrics/extract/math_expression.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <string>

#include "harness/core/random.h"

namespace assay::metrics {
namespace {

std::optional<Rational> exact(std::string_view formula) {
  const auto value = evaluate_math(formula);
  return value ? value->exact : std::nullopt;
}

double number(std::string_view formula) {
  const auto value = evaluate_math(formula);
  return value ? value->at[0] : std::nan("");
}

TEST(EvaluateMath, ComputesFractionsExactly) {
  EXPECT_EQ(exact("1/3+1/6"), Rational::of(1, 2));
  EXPECT_EQ(exact("\\frac12"), Rational::of(1, 2));
  EXPECT_EQ(exact("\\frac{3}{4}*-2"), Rational::of(-3, 2));
  EXPECT_EQ(exact("0.125"), Rational::of(1, 8));
  EXPECT_EQ(exact("2^{-3}"), Rational::of(1, 8));
  EXPECT_EQ(exact("-2^2"), Rational(-4));
  EXPECT_EQ(exact("2^3^2"), Rational(512));
  EXPECT_EQ(exact("(1+2)(3)"), Rational(9));
  EXPECT_EQ(exact("5!"), Rational(120));
  EXPECT_EQ(exact("\\binom{5}{2}"), Rational(10));
  EXPECT_EQ(exact("|3-5|"), Rational(2));
  EXPECT_EQ(exact("5."), Rational(5));
}

TEST(EvaluateMath, FindsRootsThatAreFractions) {
  EXPECT_EQ(exact("\\sqrt{4}"), Rational(2));
  EXPECT_EQ(exact("\\sqrt[3]{-27}"), Rational(-3));
  EXPECT_EQ(exact("\\sqrt{\\frac{9}{16}}"), Rational::of(3, 4));
  EXPECT_EQ(exact("8^{2/3}"), Rational(4));
  EXPECT_EQ(exact("\\sqrt2"), std::nullopt);
  EXPECT_NEAR(number("\\sqrt2"), std::sqrt(2.0), 1e-15);
}

TEST(EvaluateMath, ReadsMixedNumbers) {
  EXPECT_EQ(exact("1\\frac{1}{2}"), Rational::of(3, 2));
  EXPECT_EQ(exact("1 1/2"), Rational::of(3, 2));
  EXPECT_EQ(exact("3\\frac{4}{2}"), std::nullopt);
  EXPECT_EQ(exact("2(3)"), Rational(6));
}

TEST(EvaluateMath, KnowsConstantsAndFunctions) {
  EXPECT_NEAR(number("2\\pi"), 2 * std::numbers::pi, 1e-12);
  EXPECT_NEAR(number("e^2"), std::exp(2.0), 1e-12);
  EXPECT_NEAR(number("\\sin(\\pi/6)"), 0.5, 1e-12);
  EXPECT_NEAR(number("\\sin^2 1+\\cos^2 1"), 1.0, 1e-12);
  EXPECT_NEAR(number("\\log_2 8"), 3.0, 1e-12);
  EXPECT_NEAR(number("\\ln e"), 1.0, 1e-12);
  EXPECT_NEAR(number("sqrt(2)"), std::sqrt(2.0), 1e-12);
  EXPECT_EQ(number("-\\infty"), -std::numeric_limits<double>::infinity());
}

TEST(EvaluateMath, WordsAndBrokenFormulasAreNothing) {
  for (const char* text : {"", "east", "xy", "1+", "(1", "1)", "\\frac{1}", "\\foo{2}", "1/0", "0^{-1}", "101_2", "2 3",
                           "x<3", "\\sqrt", "1..2", "^2", "12345678901234567890123", "200!", "\\sqrt{-1}"})
    EXPECT_FALSE(evaluate_math(text).has_value()) << text;
}

TEST(EvaluateMath, NestingIsBounded) {
  for (const char* piece : {"(", "{", "-", "\\sqrt", "2^", "\\frac{", "|", "\\sin", "x_", "!"}) {
    std::string text;
    while (text.size() < 20000) text += piece;
    EXPECT_FALSE(evaluate_math(text + "1").has_value()) << piece;
  }
}

TEST(EvaluateMath, NoTextIsTooStrange) {
  RandomStream random(3);
  const std::string alphabet = "0123xyz+-*/^(){}[]|!.,_ \\";
  for (int round = 0; round < 5000; ++round) {
    std::string text;
    for (std::uint64_t i = random.below(20); i > 0; --i) {
      const std::uint64_t at = random.below(alphabet.size() + 3);
      text += at < alphabet.size() ? std::string(1, alphabet[at]) : at == alphabet.size() ? "\\frac" : "\\sqrt";
    }
    const auto value = evaluate_math(text);
    if (value) EXPECT_FALSE(std::isnan(value->at[0]) && std::isnan(value->at[1]) && std::isnan(value->at[2])) << text;
  }
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

}  // namespace
}  // namespace assay::metrics
