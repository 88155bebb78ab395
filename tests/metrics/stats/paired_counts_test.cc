#include "metrics/stats/paired_counts.h"

#include <gtest/gtest.h>

#include "tests/metrics/stats/vectors.h"

namespace assay::metrics {
namespace {

TEST(PairedCounts, AreCountedFromNoughtsAndOnes) {
  const std::vector<double> base = {1, 1, 0, 0, 0, 1}, candidate = {1, 0, 1, 1, 0, 1};
  const auto counts = paired_counts(base, candidate);
  ASSERT_TRUE(counts.has_value());
  EXPECT_EQ(counts->both, 2.0);
  EXPECT_EQ(counts->lost, 1.0);
  EXPECT_EQ(counts->gained, 2.0);
  EXPECT_EQ(counts->neither, 1.0);
  EXPECT_NEAR(counts->difference(), 1.0 / 6.0, 1e-15);
  EXPECT_EQ(paired_counts(std::vector<double>{0.5}, std::vector<double>{1.0}), std::nullopt);
}

TEST(PairedCounts, TangoEqualsTheScoreTestInvertedNumerically) {
  const Value golden = test::stats_golden("paired_counts.json");
  for (const Value& c : golden.find("intervals")->as_array()) {
    SCOPED_TRACE(json::dump(c));
    const PairedCounts counts{test::number(c, "both"), test::number(c, "lost"), test::number(c, "gained"),
                              test::number(c, "neither")};
    const Interval found = tango_interval(counts, test::number(c, "level"));
    // The reference finds its maximum numerically, to about the root of the rounding.
    EXPECT_NEAR(found.low, test::numbers(c, "tango")[0], 1e-6);
    EXPECT_NEAR(found.high, test::numbers(c, "tango")[1], 1e-6);
  }
}

TEST(PairedCounts, IntervalsEqualThoseOfThePublishedExample) {
  // Airway hyper-responsiveness before and after stem cell transplantation, Fagerland, Lydersen & Laake 2014.
  const PairedCounts counts{1, 7, 1, 12};
  EXPECT_NEAR(newcombe_paired_interval(counts, 0.95).low, -0.507, 5e-4);
  EXPECT_NEAR(newcombe_paired_interval(counts, 0.95).high, -0.026, 5e-4);
  EXPECT_NEAR(tango_interval(counts, 0.95).low, -0.517, 5e-4);
  EXPECT_NEAR(tango_interval(counts, 0.95).high, -0.026, 5e-4);
  EXPECT_NEAR(bonett_price_interval(counts, 0.95).low, -0.508, 5e-4);
  EXPECT_NEAR(bonett_price_interval(counts, 0.95).high, -0.013, 5e-4);
}

TEST(PairedCounts, SwappedRunsMirrorTheInterval) {
  const PairedCounts counts{9, 2, 6, 3}, swapped{9, 6, 2, 3};
  for (const auto make : {newcombe_paired_interval, tango_interval, bonett_price_interval}) {
    const Interval a = make(counts, 0.9), b = make(swapped, 0.9);
    EXPECT_NEAR(a.low, -b.high, 1e-12);
    EXPECT_NEAR(a.high, -b.low, 1e-12);
  }
}

TEST(PairedCounts, NoDiscordantPairStillLeavesDoubt) {
  for (const PairedCounts& counts : {PairedCounts{10, 0, 0, 10}, PairedCounts{20, 0, 0, 0}, PairedCounts{0, 0, 0, 1}})
    for (const auto make : {newcombe_paired_interval, tango_interval, bonett_price_interval}) {
      const Interval found = make(counts, 0.95);
      EXPECT_LT(found.low, 0.0);
      EXPECT_GT(found.high, 0.0);
      EXPECT_GE(found.low, -1.0);
      EXPECT_LE(found.high, 1.0);
    }
  const Interval all_gained = tango_interval({0, 0, 8, 0}, 0.95);
  EXPECT_GT(all_gained.low, 0.3);
  EXPECT_EQ(all_gained.high, 1.0);
}

}  // namespace
}  // namespace assay::metrics
