#include "metrics/stats/estimate.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "harness/core/random.h"
#include "metrics/stats/clusters.h"
#include "metrics/stats/distributions.h"
#include "metrics/stats/intervals.h"
#include "tests/metrics/scoring.h"

namespace assay::metrics {
namespace {

constexpr MetricInfo kProportion{"acc", "", true, 1.0, IntervalMethod::kWilson};
constexpr MetricInfo kMean{"f1", "", true, 1.0, IntervalMethod::kT};
constexpr MetricInfo kSeconds{"seconds", "", false, 0.0, IntervalMethod::kT};
constexpr MetricInfo kCorpus{"bleu", "", true, 100.0, IntervalMethod::kBootstrap};

std::optional<double> mean(const StatsRows& rows) { return weighted_mean(rows); }

/// The ratio of two sums, as a corpus metric has it.
std::optional<double> ratio(const StatsRows& rows) {
  const auto top = weighted_mean(rows, 0);
  const auto bottom = weighted_mean(rows, 1);
  if (!top || !bottom || *bottom == 0.0) return std::nullopt;
  return *top / *bottom;
}

Estimate estimate_of(const MetricInfo& info, const ValueFunction& value, const std::vector<double>& data,
                     std::size_t width = 1, const EstimateOptions& options = {}) {
  return make_estimate(info, value, {data, width, {}}, 0, 0, options);
}

TEST(Estimate, ProportionHasWilsonsInterval) {
  const Estimate estimate = make_estimate(kProportion, mean, {std::vector<double>{1, 0, 1, 1}, 1, {}}, 2, 3, {});
  EXPECT_EQ(estimate.value, 0.75);
  EXPECT_EQ(estimate.method, "wilson");
  EXPECT_EQ(estimate.low, wilson_interval(3, 4, 0.95).low);
  EXPECT_EQ(estimate.high, wilson_interval(3, 4, 0.95).high);
  EXPECT_EQ(estimate.scored, 4);
  EXPECT_EQ(estimate.unscored, 2);
  EXPECT_EQ(estimate.failed, 3);
}

TEST(Estimate, MeansOfEpochsAreNoProportion) {
  EXPECT_EQ(estimate_of(kProportion, mean, {1.0, 0.5, 0.0, 0.75}).method, "scaled_wilson");
}

TEST(Estimate, UnboundedMeanOfFewRowsHasStudentsInterval) {
  const Estimate estimate = estimate_of(kSeconds, mean, {0.3, 0.4, 0.8}, 1, {0.9, 1000, 5});
  EXPECT_NEAR(*estimate.value, 0.5, 1e-15);
  EXPECT_EQ(estimate.method, "t");
  // s = 0.26458, t(0.95; 2) = 2.91999.
  EXPECT_NEAR(*estimate.high - 0.5, 2.919985580 * 0.2645751311 / std::sqrt(3.0), 1e-9);
  EXPECT_NEAR(*estimate.standard_error, 0.2645751311 / std::sqrt(3.0), 1e-9);
  EXPECT_EQ(estimate.level, 0.9);
  EXPECT_EQ(estimate.seed, 5U);
}

TEST(Estimate, MethodOfAMeanFollowsNumberRangeAndSkewness) {
  std::vector<double> even, skewed;
  for (int i = 0; i < 300; ++i) even.push_back((i % 100) / 100.0);
  for (int i = 0; i < 300; ++i) skewed.push_back(i % 100 == 0 ? 0.5 : 1.0);
  EXPECT_EQ(estimate_of(kMean, mean, even).method, "t");
  EXPECT_EQ(estimate_of(kMean, mean, skewed).method, "scaled_wilson");
  EXPECT_EQ(estimate_of(kSeconds, mean, even).method, "t");
  EXPECT_EQ(estimate_of(kSeconds, mean, skewed).method, "bootstrap_t");
  even.resize(199);
  EXPECT_EQ(estimate_of(kMean, mean, even).method, "scaled_wilson");
  EXPECT_EQ(estimate_of(kSeconds, mean, even).method, "bootstrap_t");
}

TEST(Estimate, ScaledWilsonOfNoughtsAndOnesIsAlmostWilson) {
  std::vector<double> data(150, 0.0);
  for (int i = 0; i < 40; ++i) data[static_cast<std::size_t>(i)] = 1.0;
  const Estimate mean_like = estimate_of(kMean, mean, data);
  EXPECT_EQ(mean_like.method, "scaled_wilson");
  EXPECT_NEAR(*mean_like.low, wilson_interval(40, 150, 0.95).low, 2e-3);
  EXPECT_NEAR(*mean_like.high, wilson_interval(40, 150, 0.95).high, 2e-3);
}

TEST(Estimate, NoIntervalReachesBeyondTheMetricsRange) {
  const Estimate few = estimate_of(kMean, mean, {0.0, 1.0});
  EXPECT_GE(few.low, 0.0);
  EXPECT_LE(few.high, 1.0);
  const Estimate open_ended = estimate_of(kSeconds, mean, {0.0, 1.0});
  EXPECT_EQ(open_ended.low, 0.0);
  EXPECT_GT(*open_ended.high, 6.0);
}

TEST(Estimate, ClusteredMeanHasTheClusterRobustInterval) {
  std::vector<double> data;
  std::vector<std::uint32_t> clusters;
  for (std::uint32_t g = 0; g < 12; ++g)
    for (std::uint32_t i = 0; i < 6; ++i) {
      data.push_back(i <= g % 4 ? 1.0 : 0.0);
      clusters.push_back(100 - g);
    }
  EstimateOptions options;
  options.clusters = clusters;
  for (const MetricInfo& info : {kProportion, kMean}) {
    const Estimate estimate = estimate_of(info, mean, data, 1, options);
    EXPECT_EQ(estimate.method, "cluster_t");
    EXPECT_EQ(estimate.clusters, 12);
    const double error = *cluster_standard_error(data, units_of(data.size(), clusters));
    EXPECT_NEAR(*estimate.standard_error, error, 1e-15);
    EXPECT_NEAR(*estimate.low, *estimate.value - student_t_quantile(0.975, 11) * error, 1e-12);
  }
}

TEST(Estimate, SkewedClustersHaveTheScaledWilsonInterval) {
  std::vector<double> data(100, 1.0);
  std::vector<std::uint32_t> clusters;
  for (std::uint32_t i = 0; i < 100; ++i) clusters.push_back(i / 5);
  for (std::size_t i = 0; i < 5; ++i) data[i] = 0.0;
  EstimateOptions options;
  options.clusters = clusters;
  const Estimate bounded = estimate_of(kProportion, mean, data, 1, options);
  EXPECT_EQ(bounded.method, "cluster_scaled_wilson");
  EXPECT_LT(*bounded.high, 1.0);
  EXPECT_GT(*bounded.value - *bounded.low, *bounded.high - *bounded.value);
  EXPECT_EQ(estimate_of(kSeconds, mean, data, 1, options).method, "cluster_t");
}

TEST(Estimate, ClustersOfOneRowAreNone) {
  const std::vector<std::uint32_t> clusters = {7, 3, 9, 1};
  EstimateOptions options;
  options.clusters = clusters;
  const Estimate estimate = estimate_of(kProportion, mean, {1, 0, 1, 1}, 1, options);
  EXPECT_EQ(estimate.method, "wilson");
  EXPECT_EQ(estimate.clusters, 0);
}

TEST(Estimate, FewClustersHaveNoInterval) {
  std::vector<double> data;
  std::vector<std::uint32_t> clusters;
  for (std::uint32_t i = 0; i < 90; ++i) {
    data.push_back(i % 7 == 0 ? 1.0 : 0.0);
    clusters.push_back(i / 10);
  }
  EstimateOptions options;
  options.clusters = clusters;
  for (const MetricInfo& info : {kProportion, kMean, kCorpus}) {
    const Estimate estimate = estimate_of(info, mean, data, 1, options);
    EXPECT_TRUE(estimate.value.has_value());
    EXPECT_EQ(estimate.low, std::nullopt);
    EXPECT_EQ(estimate.no_interval, "9 clusters, fewer than 10: too few to see how clusters differ");
  }
}

TEST(Estimate, ClusteredRowsWithoutSpreadHaveNoInterval) {
  const std::vector<double> ones(30, 1.0);
  std::vector<double> equal_clusters;
  std::vector<std::uint32_t> clusters;
  for (std::uint32_t i = 0; i < 30; ++i) {
    clusters.push_back(i / 2);
    equal_clusters.push_back(i % 2 == 0 ? 1.0 : 0.0);
  }
  EstimateOptions options;
  options.clusters = clusters;
  EXPECT_EQ(estimate_of(kProportion, mean, ones, 1, options).no_interval, "all values are equal");
  EXPECT_EQ(estimate_of(kProportion, mean, equal_clusters, 1, options).no_interval, "all clusters have the same mean");
}

TEST(Estimate, BootstrapDrawsWholeClusters) {
  RandomStream random(4);
  std::vector<double> data;
  std::vector<std::uint32_t> clusters;
  for (std::uint32_t g = 0; g < 300; ++g) {
    const double level = random.uniform();
    for (int i = 0; i < 5; ++i) {
      data.push_back(level);
      data.push_back(1.0);
      clusters.push_back(g);
    }
  }
  EstimateOptions options;
  options.clusters = clusters;
  const Estimate together = estimate_of(kCorpus, {ratio, true}, data, 2, options);
  const Estimate apart = estimate_of(kCorpus, {ratio, true}, data, 2);
  EXPECT_EQ(together.method, "cluster_bca_bootstrap");
  EXPECT_EQ(together.clusters, 300);
  // Five equal rows are one: the error is sqrt(5) times as large.
  EXPECT_NEAR(*together.standard_error / *apart.standard_error, std::sqrt(5.0), 0.15);
}

TEST(Estimate, ErrorWithinIsThatOfTheEpochs) {
  // [mean, epochs, squared deviations]: variances 0.5 and 0.02 of two and three epochs.
  const Estimate estimate = estimate_of(kMean, mean, {0.5, 2, 0.5, 0.9, 3, 0.04}, 3);
  EXPECT_NEAR(*estimate.standard_error_within, std::sqrt(0.5 / 2 + 0.02 / 3) / 2.0, 1e-15);
  EXPECT_EQ(estimate_of(kMean, mean, {0.5, 2, 0.5, 0.9, 1, 0.0}, 3).standard_error_within, std::nullopt);
  EXPECT_EQ(estimate_of(kMean, mean, {0.5, 0.9}, 1).standard_error_within, std::nullopt);
}

TEST(Estimate, CorpusValueHasTheBcaInterval) {
  std::vector<double> data;
  RandomStream random(1);
  for (int i = 0; i < 100; ++i) {
    data.push_back(random.uniform());
    data.push_back(1.0 + random.uniform());
  }
  EXPECT_EQ(estimate_of(kCorpus, ratio, data, 2).method, "bootstrap_t");
  for (int i = 0; i < 500; ++i) data.push_back(0.5 + random.uniform());
  const Estimate estimate = estimate_of(kCorpus, ratio, data, 2);
  EXPECT_EQ(estimate.method, "bca_bootstrap");
  EXPECT_EQ(estimate.no_interval, "");
  EXPECT_LT(*estimate.low, *estimate.value);
  EXPECT_GT(*estimate.high, *estimate.value);
  const Estimate again = estimate_of(kCorpus, ratio, data, 2);
  EXPECT_EQ(again.low, estimate.low);
  EXPECT_EQ(again.high, estimate.high);
  EXPECT_NE(estimate_of(kCorpus, ratio, data, 2, {0.95, 1000, 77}).low, estimate.low);
}

TEST(Estimate, FallsBackToPercentilesWhereTheBiasIsUndefined) {
  // Every resample is above the estimate.
  const auto over = [](const StatsRows& rows) {
    const bool resampled = !rows.weights.empty();
    return std::optional<double>(resampled ? 1.0 + rows.weight(0) : 0.0);
  };
  const Estimate estimate = estimate_of(kCorpus, over, std::vector<double>(120, 1.0));
  EXPECT_EQ(estimate.method, "percentile_bootstrap");
}

TEST(Estimate, NoRowsIsUndefined) {
  for (const MetricInfo& info : {kProportion, kMean, kCorpus}) {
    const Estimate estimate = make_estimate(info, mean, {}, 3, 1, {});
    EXPECT_EQ(estimate.value, std::nullopt);
    EXPECT_EQ(estimate.low, std::nullopt);
    EXPECT_EQ(estimate.no_interval, "no sample was scored");
    EXPECT_EQ(estimate.unscored, 3);
  }
}

TEST(Estimate, OneRowHasAValueAndNoInterval) {
  for (const MetricInfo& info : {kProportion, kMean, kCorpus}) {
    const Estimate estimate = estimate_of(info, mean, {1.0});
    EXPECT_EQ(estimate.value, 1.0);
    EXPECT_EQ(estimate.low, std::nullopt);
    EXPECT_EQ(estimate.high, std::nullopt);
    EXPECT_EQ(estimate.method, "");
    EXPECT_EQ(estimate.no_interval, "fewer than two samples");
  }
}

TEST(Estimate, EqualRowsHaveNoInterval) {
  EXPECT_EQ(estimate_of(kMean, mean, {0.3, 0.3, 0.3}).no_interval, "all values are equal");
  EXPECT_EQ(estimate_of(kCorpus, mean, {0.3, 0.3, 0.3}).no_interval, "all bootstrap replicates are equal");
  // A proportion of 0 or 1 has one.
  EXPECT_EQ(estimate_of(kProportion, mean, {1.0, 1.0, 1.0}).method, "wilson");
}

TEST(Estimate, UndefinedValuesAreNeverNumbers) {
  const auto nan = [](const StatsRows&) { return std::optional<double>(std::nan("")); };
  const auto none = [](const StatsRows&) { return std::optional<double>(); };
  EXPECT_EQ(estimate_of(kCorpus, nan, {1.0, 2.0}).value, std::nullopt);
  EXPECT_EQ(estimate_of(kCorpus, nan, {1.0, 2.0}).no_interval, "the value is not finite");
  EXPECT_EQ(estimate_of(kCorpus, none, {1.0, 2.0}).no_interval, "the value is undefined");
}

TEST(Estimate, ManyUndefinedReplicatesGiveNoInterval) {
  // With one row of three that has a denominator, 30 % of the resamples are without any.
  const Estimate estimate = estimate_of(kCorpus, ratio, {1.0, 0.0, 1.0, 0.0, 1.0, 2.0}, 2);
  EXPECT_EQ(estimate.value, 1.5);
  EXPECT_EQ(estimate.low, std::nullopt);
  EXPECT_NE(estimate.no_interval.find("of 2000 bootstrap replicates have no value"), std::string::npos);
}

}  // namespace
}  // namespace assay::metrics
