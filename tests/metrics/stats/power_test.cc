#include "metrics/stats/power.h"

#include <gtest/gtest.h>

#include "tests/metrics/stats/vectors.h"

namespace assay::metrics {
namespace {

TEST(Power, EqualsTheReferenceVectors) {
  ASSAY_SHARED_OR_SKIP(path, "vectors/stats.json");
  const Value vectors = test::read_vectors(path);
  const Value& power = *vectors.find("power");
  for (const Value& c : power.find("cases")->as_array()) {
    const PairedVariance variance{test::number(c, "w2"), test::number(c, "sA2"), test::number(c, "sB2"),
                                  test::number(c, "KA"), test::number(c, "KB")};
    test::expect_close(samples_needed(test::number(c, "delta"), variance), test::number(c, "n"));
    EXPECT_NEAR(detectable_difference(test::number(c, "n"), variance), test::number(c, "delta"), 1e-12);
  }
  for (const Value& c : power.find("mde")->as_array())
    EXPECT_NEAR(detectable_difference(test::number(c, "n"), {.between = test::number(c, "var")}),
                test::number(c, "mde"), 1e-12);
  for (const Value& c : power.find("mcnemar_n")->as_array())
    test::expect_close(mcnemar_pairs_needed(test::number(c, "pb"), test::number(c, "pc")),
                       test::number(c, "n_pairs_connor"));
}

TEST(Power, EqualsStatsmodels) {
  const Value golden = test::stats_golden("power.json");
  for (const Value& c : golden.find("one_sample_z")->as_array())
    EXPECT_NEAR(power_of(test::number(c, "n"), test::number(c, "effect"), {.between = 1.0}), test::number(c, "power"),
                1e-9);
}

TEST(Power, ExamplesOfMiller) {
  // w^2 = 1/9 and a difference of 0.03 need 969 questions; with s^2 = 1/6 3876, and 1260 for ten answers
  // each.
  EXPECT_NEAR(samples_needed(0.03, {.between = 1.0 / 9}), 969, 0.5);
  EXPECT_NEAR(samples_needed(0.03, {1.0 / 9, 1.0 / 6, 1.0 / 6, 1, 1}), 3876, 0.5);
  EXPECT_NEAR(samples_needed(0.03, {1.0 / 9, 1.0 / 6, 1.0 / 6, 10, 10}), 1260, 0.5);
}

TEST(Power, InvertsItself) {
  const PairedVariance variance{.between = 0.2};
  EXPECT_NEAR(power_of(samples_needed(0.04, variance, {0.05, 0.9}), 0.04, variance), 0.9, 1e-5);
  EXPECT_NEAR(mcnemar_power(mcnemar_pairs_needed(0.1, 0.05, {0.05, 0.9}), 0.1, 0.05), 0.9, 1e-12);
  EXPECT_EQ(mcnemar_pairs_needed(0.1, 0.05), mcnemar_pairs_needed(0.05, 0.1));
  EXPECT_EQ(mcnemar_power(100, 0.0, 1.0), 1.0);
  EXPECT_EQ(mcnemar_power(2, 0.0, 1.0), 0.0);
}

TEST(Power, TinyLevelsHaveTheirQuantile) {
  // The critical value of 1e-20 is 9.3360.
  EXPECT_NEAR(detectable_difference(1.0, {.between = 1.0}, {1e-20, 0.5}), 9.3360448, 1e-6);
}

TEST(Power, DesignEffectIsOneForClustersOfOneAndTheirSizeForEqualOnes) {
  EXPECT_EQ(design_effect(1.0, 0.7), 1.0);
  EXPECT_EQ(design_effect(8.0, 0.0), 1.0);
  EXPECT_EQ(design_effect(8.0, 1.0), 8.0);
}

TEST(Power, WithoutADifferenceIsTheLevel) { EXPECT_NEAR(power_of(50, 0.0, {.between = 1.0}, 0.05), 0.05, 1e-12); }

}  // namespace
}  // namespace assay::metrics
