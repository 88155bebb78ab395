#include "datasets/reader/arrow_text.h"

#include <gtest/gtest.h>

namespace assay::datasets {
namespace {

TEST(ArrowText, DatesAreThoseOfTheGregorianCalendarAlsoBefore1970) {
  EXPECT_EQ(date_text(0), "1970-01-01");
  EXPECT_EQ(date_text(-1), "1969-12-31");
  EXPECT_EQ(date_text(19782), "2024-02-29");
  EXPECT_EQ(date_text(-719162), "0001-01-01");
  EXPECT_EQ(date_text(2932896), "9999-12-31");
  EXPECT_EQ(date_text(2932897), "10000-01-01");
  EXPECT_EQ(date_text(-719529), "-0001-12-31");
}

TEST(ArrowText, TheFractionIsThatOfPython) {
  EXPECT_EQ(time_text(47100, TimeUnit::kSecond), "13:05:00");
  EXPECT_EQ(time_text(47100250, TimeUnit::kMilli), "13:05:00.250000");
  EXPECT_EQ(time_text(1000, TimeUnit::kNano), "00:00:00.000001");
  EXPECT_EQ(time_text(1001, TimeUnit::kNano), "00:00:00.000001001");
}

TEST(ArrowText, TimesWithAZoneCarryTheirOffset) {
  EXPECT_EQ(timestamp_text(0, TimeUnit::kSecond, ""), "1970-01-01 00:00:00");
  EXPECT_EQ(timestamp_text(-1, TimeUnit::kMilli, ""), "1969-12-31 23:59:59.999000");
  EXPECT_EQ(timestamp_text(0, TimeUnit::kSecond, "UTC"), "1970-01-01 00:00:00+00:00");
  EXPECT_EQ(timestamp_text(0, TimeUnit::kSecond, "+05:30"), "1970-01-01 05:30:00+05:30");
  EXPECT_EQ(timestamp_text(0, TimeUnit::kSecond, "-0800"), "1969-12-31 16:00:00-08:00");
  EXPECT_EQ(timestamp_text(0, TimeUnit::kSecond, "Europe/Paris"), "1970-01-01 00:00:00+00:00");
}

TEST(ArrowText, TheLongestTimesDoNotOverflow) {
  EXPECT_FALSE(timestamp_text(INT64_MAX, TimeUnit::kSecond, "+23:59").empty());
  EXPECT_FALSE(timestamp_text(INT64_MIN, TimeUnit::kSecond, "-23:59").empty());
  EXPECT_FALSE(duration_text(INT64_MIN, TimeUnit::kSecond).empty());
  EXPECT_FALSE(time_text(INT64_MIN, TimeUnit::kNano).empty());
}

TEST(ArrowText, SpansAreWrittenAsPythonDoes) {
  EXPECT_EQ(duration_text(0, TimeUnit::kSecond), "0:00:00");
  EXPECT_EQ(duration_text(93784500, TimeUnit::kMilli), "1 day, 2:03:04.500000");
  EXPECT_EQ(duration_text(-1, TimeUnit::kSecond), "-1 day, 23:59:59");
  EXPECT_EQ(duration_text(864000, TimeUnit::kSecond), "10 days, 0:00:00");
}

TEST(ArrowText, Base64IsThatOfRfc4648) {
  EXPECT_EQ(base64_text(""), "");
  EXPECT_EQ(base64_text("f"), "Zg==");
  EXPECT_EQ(base64_text("fo"), "Zm8=");
  EXPECT_EQ(base64_text("foo"), "Zm9v");
  EXPECT_EQ(base64_text("\xFF\xFE\xFD"), "//79");
}

}  // namespace
}  // namespace assay::datasets
