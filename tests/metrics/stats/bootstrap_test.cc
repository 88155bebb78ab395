#include "metrics/stats/bootstrap.h"

#include <gtest/gtest.h>


#include "harness/core/random.h"
#include "tests/metrics/stats/vectors.h"

namespace assay::metrics {
namespace {

std::optional<double> mean(const StatsRows& rows) { return weighted_mean(rows); }

TEST(Bootstrap, SortedQuantileInterpolates) {
  const std::vector<double> sorted = {1.0, 2.0, 4.0};
  EXPECT_EQ(sorted_quantile(sorted, 0.0), 1.0);
  EXPECT_EQ(sorted_quantile(sorted, 0.25), 1.5);
  EXPECT_EQ(sorted_quantile(sorted, 0.75), 3.0);
  EXPECT_EQ(sorted_quantile(sorted, 1.0), 4.0);
}

TEST(Bootstrap, BcaEqualsTheReferenceVector) {
  ASSAY_SHARED_OR_SKIP(path, "vectors/stats.json");
  const Value vectors = test::read_vectors(path);
  const Value& expected = *vectors.find("bca_fixed");
  const auto numbers = [&](const char* key) {
    std::vector<double> found;
    for (const Value& v : expected.find(key)->as_array()) found.push_back(v.as_double());
    return found;
  };
  const std::vector<double> data = numbers("x");
  const std::vector<double> replicates = numbers("replicates");
  const std::optional<double> bias = bca_bias(replicates, expected.find("theta_hat")->as_double());
  ASSERT_TRUE(bias.has_value());
  EXPECT_NEAR(*bias, expected.find("z0")->as_double(), 1e-12);
  const double acceleration = jackknife_acceleration(Resampler({data, 1, {}}, mean).jackknife());
  EXPECT_NEAR(acceleration, expected.find("a")->as_double(), 1e-12);
  const Interval bca = bca_interval(replicates, {*bias, acceleration}, 0.95);
  EXPECT_NEAR(bca.low, numbers("bca95_type7")[0], 1e-12);
  EXPECT_NEAR(bca.high, numbers("bca95_type7")[1], 1e-12);
  // Other draws, as many as scipy made.
  const Resampler resampler({data, 1, {}}, mean);
  std::vector<double> drawn;
  for (const auto& replicate : resampler.replicates(1, 0, 20000)) drawn.push_back(replicate.value());
  const Interval other =
      bca_interval(drawn, {*bca_bias(drawn, expected.find("theta_hat")->as_double()), acceleration}, 0.95);
  EXPECT_NEAR(other.low, numbers("scipy_bca95_20000")[0], 0.015);
  EXPECT_NEAR(other.high, numbers("scipy_bca95_20000")[1], 0.015);
  const Interval percentile = percentile_interval(replicates, 0.95);
  EXPECT_NEAR(percentile.low, numbers("percentile95_type7")[0], 1e-12);
  EXPECT_NEAR(percentile.high, numbers("percentile95_type7")[1], 1e-12);
}

TEST(Bootstrap, BiasIsUndefinedWhereAllReplicatesLieOnOneSide) {
  EXPECT_EQ(bca_bias(std::vector<double>{1.0, 2.0}, 0.5), std::nullopt);
  EXPECT_EQ(bca_bias(std::vector<double>{1.0, 2.0}, 9.0), std::nullopt);
  EXPECT_EQ(bca_bias(std::vector<double>{1.0, 2.0}, 1.5), 0.0);
}

TEST(Bootstrap, RoundingDoesNotBreakTies) {
  EXPECT_EQ(bca_bias(std::vector<double>{0.1 + 0.2, 0.3, 0.7, 0.1}, 0.3), 0.0);
}

TEST(Bootstrap, StudentisedIntervalOfAnchoredPivots) {
  // Pivots -2, -1, 0, 1, 2 times an error of 0.5.
  std::vector<Replicate> replicates;
  for (int i = -2; i <= 2; ++i) replicates.push_back({3.0 + i, 1.0});
  const auto interval = bootstrap_t_interval(replicates, 3.0, 0.5, 0.5);
  ASSERT_TRUE(interval.has_value());
  EXPECT_DOUBLE_EQ(interval->low, 2.5);
  EXPECT_DOUBLE_EQ(interval->high, 3.5);
}

TEST(Bootstrap, ReplicatesWithoutSpreadAreInfinitelyFarOff) {
  std::vector<Replicate> replicates(20, {1.0, 1.0});
  for (int i = 0; i < 3; ++i) replicates[static_cast<std::size_t>(i)] = {0.0, 0.0};
  const auto interval = bootstrap_t_interval(replicates, 1.0, 1.0, 0.8);
  ASSERT_TRUE(interval.has_value());
  EXPECT_EQ(interval->low, 1.0);
  EXPECT_EQ(interval->high, std::numeric_limits<double>::infinity());
  EXPECT_EQ(bootstrap_t_interval(replicates, 1.0, 0.0, 0.8), std::nullopt);
}

TEST(Bootstrap, LinearStatisticsHaveTheIntervalOfTheirMean) {
  // Of symmetric data BCa, bootstrap-t and Student's t agree up to their noise.
  RandomStream random(3);
  std::vector<double> data(150);
  for (double& v : data) v = random.uniform();
  const ValueFunction value = value_of_mean();
  const Resampler of_sums({data, 1, {}}, value);
  const Resampler of_rows({data, 1, {}}, mean);
  const double estimate = *mean({data, 1, {}});
  const auto student = t_interval(data, 0.95);
  for (const Resampler* resampler : {&of_sums, &of_rows}) {
    const BootstrapResult result = bootstrap_interval(*resampler, estimate, {});
    EXPECT_EQ(result.method, resampler == &of_sums ? "bootstrap_t" : "bca_bootstrap");
    EXPECT_NEAR(result.interval->low, student->low, 0.004);
    EXPECT_NEAR(result.interval->high, student->high, 0.004);
    EXPECT_NEAR(*result.standard_error, (student->high - student->low) / 2 / 1.976, 0.001);
  }
}

TEST(Bootstrap, VeryManyUnitsOfSumsHaveTheJackknifesInterval) {
  std::vector<double> data(20001);
  RandomStream random(3);
  double sum = 0.0;
  for (double& v : data) sum += v = random.uniform();
  const double estimate = sum / static_cast<double>(data.size());
  const BootstrapResult result = bootstrap_interval({{data, 1, {}}, value_of_mean()}, estimate, {});
  EXPECT_EQ(result.method, "jackknife");
  // Of a mean the jackknife's standard error is the usual one.
  const auto student = t_interval(data, 0.95);
  EXPECT_NEAR(result.interval->low, student->low, 1e-6);
  EXPECT_NEAR(result.interval->high, student->high, 1e-6);
}

TEST(Bootstrap, ThereIsNoIntervalWithoutSpreadOrClusters) {
  const std::vector<double> equal(30, 0.1);
  EXPECT_EQ(bootstrap_interval({{equal, 1, {}}, value_of_mean()}, 0.1, {}).reason,
            "all bootstrap replicates are equal");
  std::vector<double> data(30);
  std::vector<std::uint32_t> clusters(30);
  for (std::uint32_t i = 0; i < 30; ++i) {
    data[i] = i;
    clusters[i] = i % 9;
  }
  const Resampler few({data, 1, {}}, value_of_mean(), units_of(30, clusters));
  EXPECT_EQ(bootstrap_interval(few, 14.5, {}).reason, "9 clusters, fewer than 10: too few to see how clusters differ");
}

}  // namespace
}  // namespace assay::metrics
