#include "metrics/text/labels.h"

#include <gtest/gtest.h>

#include <cmath>

namespace assay::metrics {
namespace {

PositiveLabel positive_of(const std::string& pairs) { return PositiveLabel(Options::from_pairs(pairs, "test")); }

TEST(Labels, NumbersOfLabelsAreWholeAndBelowTwoToThe53) {
  for (const char* label : {"", "yes", "no", "Yes", "\xff"}) {
    const double number = label_number(label);
    EXPECT_EQ(number, std::floor(number));
    EXPECT_GE(number, 0.0);
    EXPECT_LT(number, std::ldexp(1.0, 53));
    EXPECT_EQ(number, label_number(label));
  }
  EXPECT_NE(label_number("yes"), label_number("no"));
  // The first 53 bits of FIPS 180-4's digest of "abc", ba7816bf8f01cfea...
  EXPECT_EQ(label_number("abc"), static_cast<double>(0xba7816bf8f01cfeaULL >> 11));
}

TEST(Labels, OnlyAWholeTextIsANumber) {
  EXPECT_EQ(number_of_text(" 0.25\n"), 0.25);
  EXPECT_EQ(number_of_text("+3"), 3.0);
  EXPECT_EQ(number_of_text("-1e-3"), -1e-3);
  for (const char* text : {"", " ", "5 of 6", "nan", "inf", "1e999", "0x10", "+-1", "++1", "1,5", "one"})
    EXPECT_EQ(number_of_text(text), std::nullopt) << text;
}

TEST(Labels, OneTrueAndYesArePositive) {
  const PositiveLabel positive = positive_of("");
  for (const char* label : {"1", "true", "True", "YES", " yes\n"}) EXPECT_TRUE(positive.matches(label)) << label;
  for (const char* label : {"0", "no", "", "yes!", "11", "truer"}) EXPECT_FALSE(positive.matches(label)) << label;
}

TEST(Labels, AGivenPositiveLabelIsTheOnlyOne) {
  const PositiveLabel positive = positive_of("pos_label=spam");
  EXPECT_TRUE(positive.matches(" spam"));
  EXPECT_FALSE(positive.matches("Spam"));
  EXPECT_FALSE(positive.matches("1"));
  EXPECT_EQ(positive.signature(), "pos_label:spam");
}

}  // namespace
}  // namespace assay::metrics
