#include "metrics/extract/number.h"

#include <gtest/gtest.h>

#include <cmath>

#include "harness/core/random.h"

namespace assay::metrics {
namespace {

std::vector<double> values(std::string_view text, bool decimal_comma = false) {
  std::vector<double> found;
  for (const FoundNumber& number : find_numbers(text, decimal_comma)) found.push_back(number.value);
  return found;
}

using Values = std::vector<double>;

TEST(FindNumbers, ReadsSignsDecimalsAndExponents) {
  EXPECT_EQ(values("42"), (Values{42}));
  EXPECT_EQ(values("-3.5 and +2"), (Values{-3.5, 2}));
  EXPECT_EQ(values(".5 -.5"), (Values{0.5, -0.5}));
  EXPECT_EQ(values("It is 5."), (Values{5}));
  EXPECT_EQ(values("1e5 2.5E-3 3e+2"), (Values{1e5, 2.5e-3, 300}));
  EXPECT_EQ(values("x = -7, y=(-8)"), (Values{-7, -8}));
  EXPECT_EQ(values("\xE2\x88\x92"
                   "4"),
            (Values{-4}));
  EXPECT_EQ(values(""), Values{});
  EXPECT_EQ(values("none at all . , -"), Values{});
}

TEST(FindNumbers, ReadsPowersOfTen) {
  EXPECT_EQ(values("3 \xC3\x97 10^8"), (Values{3e8}));
  EXPECT_EQ(values("3x10^8 6.02*10**23 1.6 \\times 10^{-19}"), (Values{3e8, 6.02e23, 1.6e-19}));
  EXPECT_EQ(values("2\xC2\xB7"
                   "10\xE2\x81\xB5"),
            (Values{2e5}));
  EXPECT_EQ(values("10^6"), (Values{1e6}));
  EXPECT_EQ(values("3 x 10 boxes"), (Values{3, 10}));
}

TEST(FindNumbers, ReadsThousands) {
  EXPECT_EQ(values("1,234,567.89"), (Values{1234567.89}));
  EXPECT_EQ(values("1'234 1_000_000 12\xE2\x80\xAF"
                   "345"),
            (Values{1234, 1e6, 12345}));
  EXPECT_EQ(values("12,34,567 and 1,00,000"), (Values{1234567, 100000}));
  EXPECT_EQ(values("1{,}000 2,\\!000"), (Values{1000, 2000}));
  EXPECT_EQ(values("1,2,3"), (Values{1, 2, 3}));
  EXPECT_EQ(values("1234,567"), (Values{1234, 567}));
  EXPECT_EQ(values("1, 234"), (Values{1, 234}));
  EXPECT_EQ(values("1.000.000"), (Values{1e6}));
  EXPECT_EQ(values("1.000.000,5"), (Values{1000000.5}));
}

TEST(FindNumbers, ReadsTheDecimalComma) {
  EXPECT_EQ(values("1.234,5", true), (Values{1234.5}));
  EXPECT_EQ(values("3,14 und 2.000", true), (Values{3.14, 2000}));
  EXPECT_EQ(values("1,234,567", true), (Values{1234567}));
  EXPECT_EQ(values("1,5,7", true), (Values{1, 5, 7}));
}

TEST(FindNumbers, ReadsFractions) {
  EXPECT_EQ(values("3/4 -1/2 1 3/4 5 / 8"), (Values{0.75, -0.5, 1.75, 0.625}));
  EXPECT_EQ(values("2\xC2\xBD"), (Values{2.5}));
  EXPECT_EQ(values("-1\\frac{1}{4}"), (Values{-1.25}));
  EXPECT_EQ(values("1/0"), (Values{1, 0}));
  EXPECT_EQ(values("1/2/2024"), (Values{1, 2, 2024}));
  EXPECT_EQ(values("2 5/4"), (Values{2, 1.25}));
}

TEST(FindNumbers, ReadsMagnitudes) {
  EXPECT_EQ(values("3.2 million, 5 billion, 7k, $1.5M, 2-thousand"), (Values{3.2e6, 5e9, 7000, 1.5e6, 2000}));
  EXPECT_EQ(values("5M 5 kg"), (Values{5, 5}));
}

TEST(FindNumbers, KnowsPercentAndCurrency) {
  const auto found = find_numbers("50% 7 percent 8 per cent -$3 US$4, EUR 5 9");
  ASSERT_EQ(found.size(), 7U);
  EXPECT_TRUE(found[0].percent && found[1].percent && found[2].percent);
  EXPECT_EQ(found[0].value, 50.0);
  EXPECT_EQ(found[3].value, -3.0);
  EXPECT_EQ(found[3].currency, "USD");
  EXPECT_EQ(found[4].currency, "USD");
  EXPECT_EQ(found[5].currency, "EUR");
  EXPECT_EQ(found[6].currency, "");
  EXPECT_EQ(find_numbers("5 USD 10 EUR")[1].currency, "");
}

TEST(FindNumbers, LeavesOutWhatIsNoNumber) {
  EXPECT_EQ(values("H2O GPT4 x2 v_1"), Values{});
  EXPECT_EQ(values("version 1.2.3 at 192.168.0.1"), Values{});
  EXPECT_EQ(values("3-5 COVID-19 2024-01-31"), (Values{3, 5, 19, 2024, 1, 31}));
}

TEST(FindNumbers, OutOfRangeIsInfiniteOrZero) {
  EXPECT_EQ(values(std::string(400, '9')), (Values{std::numeric_limits<double>::infinity()}));
  EXPECT_EQ(values("1e99999999999999999999 1e-99999999999999999999"),
            (Values{std::numeric_limits<double>::infinity(), 0}));
}

TEST(FindNumbers, HostileTextsAreReadInLinearTime) {
  for (const char* piece : {"1,11,", "1.", "1,", "1/", "1 ", "$", "1'111'", "10^", "\\frac{1}", "-", "1e"}) {
    std::string text;
    while (text.size() < 60000) text += piece;
    EXPECT_LT(find_numbers(text).size(), text.size());
  }
}

TEST(FindNumbers, NoBytesAreTooStrange) {
  RandomStream random(5);
  const std::string alphabet = "019.,-+/ eE%$^{}\\x*'\xC2\xBD\xE2\x88\x92k";
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    for (std::uint64_t i = random.below(24); i > 0; --i) text += alphabet[random.below(alphabet.size())];
    for (const FoundNumber& number : find_numbers(text, round % 2 == 0)) EXPECT_FALSE(std::isnan(number.value)) << text;
  }
}

}  // namespace
}  // namespace assay::metrics
