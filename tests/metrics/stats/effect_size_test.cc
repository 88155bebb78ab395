#include "metrics/stats/effect_size.h"

#include <gtest/gtest.h>


namespace assay::metrics {
namespace {

TEST(EffectSize, CohensDOfDifferences) {
  EXPECT_NEAR(*cohen_dz(std::vector<double>{1.0, 2.0, 3.0}), 2.0, 1e-15);
  EXPECT_EQ(cohen_dz(std::vector<double>{1.0}), std::nullopt);
  EXPECT_EQ(cohen_dz(std::vector<double>{0.1, 0.1, 0.1}), std::nullopt);
}

TEST(EffectSize, CohensHOfProportions) {
  // Cohen 1988, table 6.2.2: phi of 0.5 is 1.571, of 0.9 is 2.498.
  EXPECT_NEAR(cohen_h(0.5, 0.9), 2.498 - 1.571, 1e-3);
  EXPECT_NEAR(cohen_h(0.0, 1.0), M_PI, 1e-12);
  EXPECT_EQ(cohen_h(0.4, 0.4), 0.0);
}

TEST(EffectSize, DiscordantOddsHaveAnExactInterval) {
  const auto found = discordant_odds(5, 15, 0.95);
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->ratio, 3.0);
  const Interval share = clopper_pearson_interval(15, 20, 0.95);
  EXPECT_NEAR(found->interval.low, share.low / (1 - share.low), 1e-12);
  EXPECT_NEAR(found->interval.high, share.high / (1 - share.high), 1e-12);
  EXPECT_EQ(discordant_odds(3, 0, 0.95)->interval.low, 0.0);
  EXPECT_EQ(discordant_odds(0, 3, 0.95), std::nullopt);
  EXPECT_EQ(discordant_odds(0, 0, 0.95), std::nullopt);
}

}  // namespace
}  // namespace assay::metrics
