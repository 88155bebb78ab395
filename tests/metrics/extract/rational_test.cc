#include "metrics/extract/rational.h"

#include <gtest/gtest.h>

namespace assay::metrics {
namespace {

TEST(Rational, IsInLowestTermsWithAPositiveDenominator) {
  const Rational half = Rational::of(-3, -6).value();
  EXPECT_EQ(half.over(), 1);
  EXPECT_EQ(half.under(), 2);
  EXPECT_EQ(Rational::of(3, -6)->over(), -1);
  EXPECT_EQ(Rational::of(0, -6).value(), Rational(0));
  EXPECT_FALSE(Rational::of(1, 0).has_value());
}

TEST(Rational, AddsMultipliesAndInverts) {
  const Rational third = Rational::of(1, 3).value();
  EXPECT_EQ(third.plus(third).value(), Rational::of(2, 3).value());
  EXPECT_EQ(third.times(Rational(3)).value(), Rational(1));
  EXPECT_EQ(third.negated()->inverse().value(), Rational(-3));
  EXPECT_FALSE(Rational(0).inverse().has_value());
}

TEST(Rational, KnowsWhatDecimalsCanWrite) {
  EXPECT_TRUE(Rational::of(7, 40)->is_decimal());
  EXPECT_TRUE(Rational(3).is_decimal());
  EXPECT_FALSE(Rational::of(1, 6)->is_decimal());
}

TEST(Rational, WhatDoesNotFitIsNothing) {
  const Rational large(INT64_MAX);
  EXPECT_FALSE(large.plus(Rational(1)).has_value());
  EXPECT_FALSE(large.times(Rational(2)).has_value());
  EXPECT_FALSE(Rational::of(INT64_MIN, 1).has_value());
  EXPECT_EQ(large.times(Rational::of(1, INT64_MAX).value()).value(), Rational(1));
}

}  // namespace
}  // namespace assay::metrics
