#include "metrics/stats/estimate.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "harness/core/random.h"
#include "metrics/stats/distributions.h"
#include "tests/metrics/scoring.h"

namespace assay::metrics {
namespace {

constexpr MetricInfo kProportion{"acc", "", true, 1.0, IntervalMethod::kWilson};
constexpr MetricInfo kMean{"f1", "", true, 1.0, IntervalMethod::kT};
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
  EXPECT_EQ(estimate_of(kProportion, mean, {1.0, 0.5, 0.0, 0.75}).method, "t");
}

TEST(Estimate, MeanHasStudentsInterval) {
  const Estimate estimate = estimate_of(kMean, mean, {0.3, 0.4, 0.8}, 1, {0.9, 1000, 5});
  EXPECT_NEAR(*estimate.value, 0.5, 1e-15);
  EXPECT_EQ(estimate.method, "t");
  // s = 0.26458, t(0.95; 2) = 2.91999.
  EXPECT_NEAR(*estimate.high - 0.5, 2.919985580 * 0.2645751311 / std::sqrt(3.0), 1e-9);
  EXPECT_EQ(estimate.level, 0.9);
  EXPECT_EQ(estimate.seed, 5U);
}

TEST(Estimate, NoIntervalReachesBeyondTheMetricsRange) {
  const Estimate few = estimate_of(kMean, mean, {0.0, 1.0});
  EXPECT_EQ(few.low, 0.0);
  EXPECT_EQ(few.high, 1.0);
  const MetricInfo seconds{"seconds", "", false, 0.0, IntervalMethod::kT};
  const Estimate open_ended = estimate_of(seconds, mean, {0.0, 1.0});
  EXPECT_EQ(open_ended.low, 0.0);
  EXPECT_GT(*open_ended.high, 6.0);
}

TEST(Estimate, CorpusValueHasTheBcaInterval) {
  std::vector<double> data;
  RandomStream random(1);
  for (int i = 0; i < 100; ++i) {
    data.push_back(random.uniform());
    data.push_back(1.0 + random.uniform());
  }
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
  const Estimate estimate = estimate_of(kCorpus, over, {1.0, 2.0, 3.0});
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
  EXPECT_NE(estimate.no_interval.find("of 1000 bootstrap replicates have no value"), std::string::npos);
}

/// How many of `rounds` simulated intervals cover `truth`.
template <class Simulate>
int covered(int rounds, double truth, Simulate simulate) {
  int count = 0;
  for (int round = 0; round < rounds; ++round) {
    RandomStream random(stream_seed(2024, "coverage", "", static_cast<std::uint64_t>(round)));
    const Estimate estimate = simulate(random);
    count += estimate.low && *estimate.low <= truth && truth <= *estimate.high ? 1 : 0;
  }
  return count;
}

double exponential(RandomStream& random) { return -std::log1p(-random.uniform()); }

TEST(Estimate, WilsonCoversTheTruth) {
  const int count = covered(2000, 0.3, [](RandomStream& random) {
    std::vector<double> data(60);
    for (double& v : data) v = random.uniform() < 0.3 ? 1.0 : 0.0;
    return estimate_of(kProportion, mean, data);
  });
  EXPECT_NEAR(count / 2000.0, 0.95, 0.02);
}

TEST(Estimate, StudentCoversTheTruth) {
  const int count = covered(1000, 0.0, [](RandomStream& random) {
    std::vector<double> data(12);
    for (double& v : data) v = normal_quantile(std::max(1e-12, random.uniform()));
    return estimate_of(kMean, mean, data);
  });
  EXPECT_NEAR(count / 1000.0, 0.95, 0.02);
}

TEST(EstimateSlow, BcaCoversTheTruthOfARatioOfSkewedSums) {
  const int count = covered(500, 0.5, [](RandomStream& random) {
    std::vector<double> data;
    for (int i = 0; i < 60; ++i) {
      const double size = exponential(random);
      data.push_back(size * random.uniform());
      data.push_back(size);
    }
    return estimate_of(kCorpus, ratio, data, 2, {0.95, 500, random.next_u64()});
  });
  EXPECT_NEAR(count / 500.0, 0.95, 0.035);
}

TEST(EstimateSlow, ThousandReplicatesOfThreeThousandRowsAreFast) {
  const auto metric = test::metric_of("bleu");
  const std::vector<test::TextLine> lines = test::golden_lines();
  test::RowTable table;
  for (std::size_t i = 0; i < 3000; ++i) {
    const test::TextLine& line = lines[i % lines.size()];
    table.add(test::score_text(*metric, line.prediction, line.references));
  }
  double fastest = 1e9;
  for (int round = 0; round < 3; ++round) {
    const auto begin = std::chrono::steady_clock::now();
    const Estimate estimate = make_estimate(metric->info(), [&](const StatsRows& rows) { return metric->value(rows); },
                                            table.rows(), 0, 0, {});
    EXPECT_EQ(estimate.method, "bca_bootstrap");
    fastest = std::min(fastest, std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
  }
  RecordProperty("seconds", std::to_string(fastest));
  // About 0.1 s on an idle machine; the margin is for sanitizers and busy ones.
  EXPECT_LT(fastest, 3.0);
}

}  // namespace
}  // namespace assay::metrics
