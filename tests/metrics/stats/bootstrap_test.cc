#include "metrics/stats/bootstrap.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "harness/core/random.h"
#include "tests/metrics/scoring.h"

namespace assay::metrics {
namespace {

std::optional<double> mean(const StatsRows& rows) { return weighted_mean(rows); }

TEST(Bootstrap, WeightsAreCountsOfDraws) {
  std::vector<double> weights(50);
  resample_weights(1, 0, weights);
  EXPECT_EQ(std::accumulate(weights.begin(), weights.end(), 0.0), 50.0);
  std::vector<double> again(50), other(50);
  resample_weights(1, 0, again);
  resample_weights(1, 1, other);
  EXPECT_EQ(weights, again);
  EXPECT_NE(weights, other);
}

TEST(Bootstrap, DrawsAreUniform) {
  std::vector<double> sums(10, 0.0);
  for (std::uint64_t replicate = 0; replicate < 2000; ++replicate) {
    std::vector<double> weights(10);
    resample_weights(5, replicate, weights);
    for (std::size_t i = 0; i < 10; ++i) sums[i] += weights[i];
  }
  // 20000 draws: the standard deviation of each sum is 42.
  for (const double sum : sums) EXPECT_NEAR(sum, 2000.0, 200.0);
}

TEST(Bootstrap, ReplicatesAreTheSameHoweverTheyAreSharedOut) {
  const std::vector<double> data = {0.1, 0.9, 0.4, 0.7, 0.2, 0.3, 0.8};
  const StatsRows rows{data, 1, {}};
  const auto all = bootstrap_values(rows, mean, 99, 0, 100);
  std::vector<std::optional<double>> parts;
  for (const auto& [first, count] : std::vector<std::pair<std::uint64_t, std::size_t>>{{0, 1}, {1, 60}, {61, 39}})
    for (const auto& value : bootstrap_values(rows, mean, 99, first, count)) parts.push_back(value);
  EXPECT_EQ(all, parts);
  EXPECT_NE(all, bootstrap_values(rows, mean, 100, 0, 100));
}

TEST(Bootstrap, WeightsOfTheRowsAreKept) {
  const std::vector<double> data = {1.0, 5.0};
  const std::vector<double> weights = {1.0, 0.0};
  int defined = 0;
  for (const auto& value : bootstrap_values({data, 1, weights}, mean, 3, 0, 50)) {
    defined += value ? 1 : 0;
    EXPECT_EQ(value.value_or(1.0), 1.0);
  }
  // A quarter of the resamples holds the second row twice and so has no weight.
  EXPECT_NEAR(defined, 37, 10);
}

TEST(Bootstrap, SortedQuantileInterpolates) {
  const std::vector<double> sorted = {1.0, 2.0, 4.0};
  EXPECT_EQ(sorted_quantile(sorted, 0.0), 1.0);
  EXPECT_EQ(sorted_quantile(sorted, 0.25), 1.5);
  EXPECT_EQ(sorted_quantile(sorted, 0.75), 3.0);
  EXPECT_EQ(sorted_quantile(sorted, 1.0), 4.0);
}

TEST(Bootstrap, BcaEqualsTheReferenceVector) {
  ASSAY_SHARED_OR_SKIP(path, "vectors/stats.json");
  std::string text = test::read_file(path);
  for (std::size_t at = text.find("NaN"); at != text.npos; at = text.find("NaN", at)) text.replace(at, 3, "0.0");
  for (std::size_t at = text.find("Infinity"); at != text.npos; at = text.find("Infinity", at))
    text.replace(at, 8, "0.0");
  const Value vectors = json::parse(text, path);
  const Value& expected = *vectors.find("bca_fixed");
  const auto numbers = [&](const char* key) {
    std::vector<double> found;
    for (const Value& v : expected.find(key)->as_array()) found.push_back(v.as_double());
    return found;
  };
  const std::vector<double> data = numbers("x");
  const std::vector<double> replicates = numbers("replicates");
  const StatsRows rows{data, 1, {}};
  const std::optional<double> bias = bca_bias(replicates, expected.find("theta_hat")->as_double());
  ASSERT_TRUE(bias.has_value());
  EXPECT_NEAR(*bias, expected.find("z0")->as_double(), 1e-12);
  const double acceleration = jackknife_acceleration(rows, mean);
  EXPECT_NEAR(acceleration, expected.find("a")->as_double(), 1e-12);
  const Interval bca = bca_interval(replicates, {*bias, acceleration}, 0.95);
  EXPECT_NEAR(bca.low, numbers("bca95_type7")[0], 1e-12);
  EXPECT_NEAR(bca.high, numbers("bca95_type7")[1], 1e-12);
  const Interval percentile = percentile_interval(replicates, 0.95);
  EXPECT_NEAR(percentile.low, numbers("percentile95_type7")[0], 1e-12);
  EXPECT_NEAR(percentile.high, numbers("percentile95_type7")[1], 1e-12);
}

TEST(Bootstrap, BiasIsUndefinedWhereAllReplicatesLieOnOneSide) {
  EXPECT_EQ(bca_bias(std::vector<double>{1.0, 2.0}, 0.5), std::nullopt);
  EXPECT_EQ(bca_bias(std::vector<double>{1.0, 2.0}, 9.0), std::nullopt);
  EXPECT_EQ(bca_bias(std::vector<double>{1.0, 2.0}, 1.5), 0.0);
}

TEST(Bootstrap, AccelerationOfGroupsIsThatOfRows) {
  // Skewed data: the skewness of an exponential is 2, so the acceleration is near 2 / (6 sqrt(n)).
  RandomStream random(11);
  std::vector<double> data(4000);
  for (double& v : data) v = -std::log1p(-random.uniform());
  EXPECT_NEAR(jackknife_acceleration({data, 1, {}}, mean), 2.0 / (6.0 * std::sqrt(4000.0)), 0.002);
}

TEST(Bootstrap, UndefinedReplicatesAreNullopt) {
  const std::vector<double> data = {1.0, 2.0};
  const auto nan = [](const StatsRows&) { return std::optional<double>(std::nan("")); };
  EXPECT_EQ(bootstrap_values({data, 1, {}}, nan, 1, 0, 1), (std::vector<std::optional<double>>{std::nullopt}));
}

}  // namespace
}  // namespace assay::metrics
