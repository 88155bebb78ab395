#include "metrics/stats/paired_t.h"

#include <gtest/gtest.h>

#include <cmath>

#include "metrics/stats/clusters.h"
#include "metrics/stats/correlation.h"
#include "tests/metrics/stats/summeval.h"
#include "tests/metrics/stats/vectors.h"

namespace assay::metrics {
namespace {

TEST(PairedT, EqualsScipy) {
  const Value golden = test::stats_golden("paired_tests.json");
  for (const Value& c : golden.find("cases")->as_array()) {
    SCOPED_TRACE(c.find("name")->as_string());
    const PairedT found = paired_t(test::numbers(c, "d"), {}, 0.9);
    EXPECT_EQ(found.test.method, "paired_t");
    EXPECT_NEAR(*found.test.statistic, test::number(c, "t"), 1e-9);
    EXPECT_NEAR(*found.test.p, test::number(c, "t_p"), 1e-9);
    EXPECT_NEAR(found.interval->low, test::numbers(c, "t_interval")[0], 1e-9);
    EXPECT_NEAR(found.interval->high, test::numbers(c, "t_interval")[1], 1e-9);
  }
}

TEST(PairedT, ClustersEqualStatsmodels) {
  const Value golden = test::stats_golden("paired_tests.json");
  const Value& c = *golden.find("cluster");
  const PairedT found = paired_t(test::numbers(c, "d"), test::labels(c, "g"));
  ASSERT_EQ(found.test.method, "cluster_paired_t");
  EXPECT_NEAR(found.difference, test::number(c, "mean"), 1e-9);
  EXPECT_NEAR(*found.standard_error, test::number(c, "error"), 1e-9);
  EXPECT_NEAR(*found.test.statistic, test::number(c, "t"), 1e-9);
  EXPECT_NEAR(*found.test.p, test::number(c, "p"), 1e-9);
  EXPECT_NEAR(found.interval->low, test::numbers(c, "interval")[0], 1e-9);
  EXPECT_NEAR(found.interval->high, test::numbers(c, "interval")[1], 1e-9);
}

TEST(PairedT, UnequalClustersAreTestedByTheJackknife) {
  std::vector<double> d;
  std::vector<std::uint32_t> clusters;
  for (std::uint32_t g = 0; g < 12; ++g)
    for (std::uint32_t i = 0; i < 1 + g * g / 4; ++i) {
      d.push_back(std::sin(g) + 0.1 * i);
      clusters.push_back(g);
    }
  const PairedT found = paired_t(d, clusters);
  const Units units = units_of(d.size(), clusters);
  EXPECT_EQ(found.test.method, "cluster_jackknife_paired_t");
  EXPECT_NEAR(*found.standard_error, *cluster_jackknife_error(d, units), 1e-15);
  EXPECT_NEAR(found.df, effective_clusters(units) - 1.0, 1e-12);
}

TEST(PairedT, EqualsTheReferenceVectorsOfSummEval) {
  ASSAY_SHARED_OR_SKIP(path, "vectors/stats.json");
  ASSAY_SHARED_OR_SKIP(data, "vectors/summeval_human.csv");
  const test::SummEval summeval(data);
  const Value vectors = test::read_vectors(path);
  for (const Value& c : vectors.find("paired")->as_array()) {
    SCOPED_TRACE(json::dump(c));
    const auto a = summeval.column(c.find("A")->as_string(), c.find("metric")->as_string());
    const auto b = summeval.column(c.find("B")->as_string(), c.find("metric")->as_string());
    const PairedT found = paired_t(differences(b, a));
    EXPECT_NEAR(*weighted_mean({a, 1, {}}), test::number(c, "meanA"), 1e-12);
    EXPECT_NEAR(*weighted_mean({b, 1, {}}), test::number(c, "meanB"), 1e-12);
    EXPECT_NEAR(*pearson(a, b), test::number(c, "corr"), 1e-12);
    EXPECT_NEAR(found.difference, test::number(c, "mean_diff"), 1e-12);
    EXPECT_NEAR(*found.standard_error, test::number(c, "se_paired"), 1e-12);
    EXPECT_NEAR(*found.test.statistic, test::number(c, "t"), 1e-9);
    EXPECT_NEAR(*found.test.p, test::number(c, "p_t"), 1e-12);
  }
}

TEST(PairedT, SaysWhyItHasNoP) {
  EXPECT_EQ(paired_t(std::vector<double>{1.0}).test.reason, "fewer than two samples");
  EXPECT_EQ(paired_t(std::vector<double>{0.1, 0.1, 0.1}).test.reason, "all differences are equal");
  const std::vector<std::uint32_t> clusters = {1, 1, 2, 2};
  EXPECT_EQ(paired_t(std::vector<double>{1.0, 2.0, 3.0, 0.0}, clusters).test.reason,
            "2 clusters, fewer than 10: too few to see how clusters differ");
  std::vector<double> balanced;
  std::vector<std::uint32_t> pairs;
  for (std::uint32_t i = 0; i < 24; ++i) {
    balanced.push_back(i % 2 == 0 ? 0.3 : -0.1);
    pairs.push_back(i / 2);
  }
  const PairedT found = paired_t(balanced, pairs);
  EXPECT_EQ(found.test.reason, "all clusters have the same mean");
  EXPECT_NEAR(found.difference, 0.1, 1e-15);
  EXPECT_FALSE(found.interval.has_value());
}

}  // namespace
}  // namespace assay::metrics
