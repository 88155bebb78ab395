#include "metrics/extract/units.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace assay::metrics {
namespace {

/// A value in one unit given in another; NaN where they do not measure the same.
double converted(double value, std::u32string_view from, std::u32string_view to) {
  const auto a = unit_at(from);
  const auto b = unit_at(to);
  if (!a || !b || !a->measures_same(*b)) return std::numeric_limits<double>::quiet_NaN();
  return b->from_base(a->to_base(value));
}

TEST(Units, ConvertWithinADimension) {
  EXPECT_NEAR(converted(5, U" km", U" m"), 5000, 1e-9);
  EXPECT_NEAR(converted(1, U" mile", U" kilometers"), 1.609344, 1e-12);
  EXPECT_NEAR(converted(12, U" inches", U" ft"), 1, 1e-12);
  EXPECT_NEAR(converted(1, U" lb", U" oz"), 16, 1e-9);
  EXPECT_NEAR(converted(2, U" hours", U"min"), 120, 1e-9);
  EXPECT_NEAR(converted(8, U" Mb", U" MB"), 1, 1e-12);
  EXPECT_NEAR(converted(1, U" GiB", U" bytes"), 1073741824.0, 1e-3);
  EXPECT_NEAR(converted(100, U"\u00B0C", U" degrees Fahrenheit"), 212, 1e-9);
  EXPECT_NEAR(converted(0, U" K", U"\u00B0C"), -273.15, 1e-9);
  EXPECT_NEAR(converted(3, U" \u00B5m", U" nm"), 3000, 1e-9);
}

TEST(Units, DoNotConvertBetweenDimensions) {
  EXPECT_TRUE(std::isnan(converted(1, U" km", U" kg")));
  EXPECT_TRUE(std::isnan(converted(1, U" dollars", U" euros")));
  EXPECT_FALSE(std::isnan(converted(1, U" dollars", U" USD")));
}

TEST(Units, CompoundsAreComparedAsWritten) {
  EXPECT_EQ(unit_at(U" km/h")->name, "km/h");
  EXPECT_EQ(unit_at(U" miles per hour.")->name, "miles/hour");
  EXPECT_EQ(unit_at(U" m^2")->dimension, Dimension::kOther);
  EXPECT_TRUE(std::isnan(converted(1, U" km/h", U" km")));
  EXPECT_EQ(converted(1, U" m/s", U" m/s,"), 1.0);
}

TEST(Units, WordsThatAreNoUnitAreNone) {
  for (const std::u32string_view text :
       {U" apples", U"", U".", U" in total", U" a", U"$", U"\u00B0", U" degrees", U" square one"})
    EXPECT_FALSE(unit_at(text).has_value()) << text.size();
  EXPECT_TRUE(unit_at(U" in.").has_value());
  EXPECT_TRUE(unit_at(U"-inch").has_value());
}

TEST(Units, CurrencyHasSignsCodesAndNames) {
  EXPECT_EQ(currency_code(U"$"), "USD");
  EXPECT_EQ(currency_code(U"Euros"), "EUR");
  EXPECT_EQ(currency_code(U"\u00A3"), "GBP");
  EXPECT_EQ(currency_code(U"x"), "");
  EXPECT_EQ(currency_code(U""), "");
}

}  // namespace
}  // namespace assay::metrics
