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
  EXPECT_EQ(exact("2(3)"), Rational(6));
  EXPECT_EQ(exact("2\\frac{-1}{3}"), Rational::of(-2, 3));
  EXPECT_NEAR(number("2\\frac{\\pi}{4}"), std::numbers::pi / 2, 1e-12);
  EXPECT_NEAR(number("2\\frac{\\pi}{4}^2"), 2 * std::numbers::pi * std::numbers::pi / 16, 1e-12);
}

TEST(EvaluateMath, AWholeNumberBeforeAFractionOverOneIsNothing) {
  EXPECT_FALSE(evaluate_math("3\\frac{4}{2}").has_value());
  EXPECT_FALSE(evaluate_math("3\\frac{2}{2}").has_value());
}

TEST(EvaluateMath, NestedFractionsAreReadOnce) {
  std::string text = "x";
  for (int i = 0; i < 14; ++i) text = "3\\frac{" + text + "}{2}";
  std::string sum = text;
  while (sum.size() < 200000) sum += "+" + text;
  EXPECT_TRUE(evaluate_math(sum).has_value());
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
                           "x<3", "\\sqrt", "1..2", "^2", "200!", "\\sqrt{-1}", "(1/0)^0", "2^{3^{100}}"})
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
    EXPECT_TRUE(!value || value->is_defined()) << text;
  }
}

}  // namespace
}  // namespace assay::metrics
