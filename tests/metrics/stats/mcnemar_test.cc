#include "metrics/stats/mcnemar.h"

#include <gtest/gtest.h>

#include "tests/metrics/stats/vectors.h"

namespace assay::metrics {
namespace {

TEST(McNemar, EqualsStatsmodels) {
  const Value golden = test::stats_golden("paired_counts.json");
  for (const Value& c : golden.find("mcnemar")->as_array()) {
    SCOPED_TRACE(json::dump(c));
    const double lost = test::number(c, "lost"), gained = test::number(c, "gained");
    EXPECT_NEAR(*mcnemar_exact(lost, gained).p, test::number(c, "exact"), 1e-9);
    EXPECT_NEAR(*mcnemar_chi2(lost, gained, false).statistic, test::number(c, "chi2"), 1e-9);
    EXPECT_NEAR(*mcnemar_chi2(lost, gained, false).p, test::number(c, "chi2_p"), 1e-9);
    EXPECT_NEAR(*mcnemar_chi2(lost, gained, true).statistic, test::number(c, "corrected"), 1e-9);
    EXPECT_NEAR(*mcnemar_chi2(lost, gained, true).p, test::number(c, "corrected_p"), 1e-9);
  }
}

TEST(McNemar, EqualsTheReferenceVectors) {
  ASSAY_SHARED_OR_SKIP(path, "vectors/stats.json");
  const Value vectors = test::read_vectors(path);
  for (const Value& c : vectors.find("mcnemar")->find("cases")->as_array()) {
    SCOPED_TRACE(json::dump(c));
    const double b = test::number(c, "b"), d = test::number(c, "c");
    EXPECT_NEAR(*mcnemar_exact(b, d).p, test::number(c, "exact_p"), 1e-12);
    EXPECT_NEAR(*mcnemar_mid_p(b, d).p, test::number(c, "midp"), 1e-12);
    if (b + d == 0.0) continue;
    EXPECT_NEAR(*mcnemar_chi2(b, d, false).statistic, test::number(c, "chi2"), 1e-12);
    EXPECT_NEAR(*mcnemar_chi2(b, d, true).statistic, test::number(c, "chi2_cc"), 1e-12);
    EXPECT_NEAR(*mcnemar_chi2(b, d, false).p, test::number(c, "chi2_p"), 1e-12);
    EXPECT_NEAR(*mcnemar_chi2(b, d, true).p, test::number(c, "chi2_cc_p"), 1e-12);
  }
}

TEST(McNemar, WithoutDiscordantPairsThereIsNoChiSquared) {
  const TestResult result = mcnemar_chi2(0, 0, false);
  EXPECT_EQ(result.p, std::nullopt);
  EXPECT_EQ(result.reason, "no pair is discordant");
  EXPECT_EQ(mcnemar_exact(0, 0).p, 1.0);
  EXPECT_EQ(mcnemar_mid_p(0, 0).p, 1.0);
}

TEST(McNemar, MidPHalvesTheObservedTable) {
  // X ~ Bin(4, 1/2): P(X < 1) = 1/16, P(X = 1) = 4/16.
  EXPECT_NEAR(*mcnemar_mid_p(3, 1).p, 2.0 / 16 + 4.0 / 16, 1e-15);
  EXPECT_EQ(mcnemar_mid_p(1, 3).p, mcnemar_mid_p(3, 1).p);
}

}  // namespace
}  // namespace assay::metrics
