#include "metrics/stats/stratified.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "metrics/stats/distributions.h"
#include "metrics/stats/intervals.h"

namespace assay::metrics {
namespace {

using testing::HasSubstr;

constexpr MetricInfo kAccuracy{"acc", "", true, 1.0, IntervalMethod::kWilson};
constexpr MetricInfo kF1{"f1", "", true, 1.0, IntervalMethod::kT};
constexpr MetricInfo kSeconds{"seconds", "", false, 0.0, IntervalMethod::kT, -INFINITY};
constexpr MetricInfo kCorpus{"ratio", "", true, 1.0, IntervalMethod::kBootstrap};

ValueFunction ratio() {
  return {[](const StatsRows& rows) {
            const auto top = weighted_mean(rows, 0), bottom = weighted_mean(rows, 1);
            return top && bottom && *bottom != 0.0 ? std::optional<double>(*top / *bottom) : std::nullopt;
          },
          true};
}

std::vector<double> rights(int right, int n) {
  std::vector<double> rows(static_cast<std::size_t>(n), 0.0);
  std::fill(rows.begin(), rows.begin() + right, 1.0);
  return rows;
}

Stratum mean_of(const char* name, const std::vector<double>& rows, std::span<const std::uint32_t> clusters = {}) {
  return {name, {rows, 1, {}}, clusters, value_of_mean()};
}

double squared_error(int right, int n) {
  const double p = static_cast<double>(right) / n;
  return p * (1.0 - p) / (n - 1);
}

TEST(Stratified, WeightsAreSharesOfTheSizesOrAllAlike) {
  const std::vector<double> sizes = {10.0, 30.0};
  EXPECT_EQ(stratum_weights(sizes, true), (std::vector<double>{0.25, 0.75}));
  EXPECT_EQ(stratum_weights(sizes, false), (std::vector<double>{0.5, 0.5}));
}

TEST(Stratified, ValueAndErrorAreTheWeightedOnesOfTheTasks) {
  const std::vector<double> a = rights(30, 40), b = rights(50, 200);
  const std::vector<Stratum> strata = {mean_of("a", a), mean_of("b", b)};
  const Estimate micro = make_stratified_estimate(kAccuracy, strata, true, {});
  EXPECT_DOUBLE_EQ(*micro.value, 80.0 / 240);
  EXPECT_NEAR(*micro.standard_error,
              std::sqrt(squared_error(30, 40) * 40 * 40 + squared_error(50, 200) * 200 * 200) / 240, 1e-15);
  EXPECT_EQ(micro.scored, 240);
  EXPECT_EQ(micro.method, "stratified_scaled_wilson");
  EXPECT_LT(*micro.low, *micro.value);
  EXPECT_GT(*micro.high, *micro.value);
  const Estimate macro = make_stratified_estimate(kAccuracy, strata, false, {});
  EXPECT_DOUBLE_EQ(*macro.value, 0.5);
  EXPECT_NEAR(*macro.standard_error, std::sqrt(squared_error(30, 40) + squared_error(50, 200)) / 2, 1e-15);
  EXPECT_GT(*macro.high - *macro.low, *micro.high - *micro.low);
}

TEST(Stratified, DegreesOfFreedomAreSatterthwaites) {
  const std::vector<MeanStratum> strata = {{"a", rights(3, 6)}, {"b", rights(100, 200)}};
  const std::vector<double> weights = {0.5, 0.5};
  std::string reason;
  const auto error = stratified_error(strata, weights, Interval{0.0, 1.0}, reason);
  ASSERT_TRUE(error.has_value());
  const double u = squared_error(3, 6) / 4, v = squared_error(100, 200) / 4;
  EXPECT_NEAR(error->variance, u + v, 1e-15);
  EXPECT_NEAR(error->df, (u + v) * (u + v) / (u * u / 5 + v * v / 199), 1e-9);
  EXPECT_NEAR(error->skewness, 0.0, 1e-12);
}

TEST(Stratified, OneTaskHasItsOwnEstimate) {
  const std::vector<double> a = rights(30, 40);
  const std::vector<Stratum> strata = {mean_of("a", a)};
  const Estimate group = make_stratified_estimate(kAccuracy, strata, true, {});
  const Estimate own = make_estimate(kAccuracy, value_of_mean(), {a, 1, {}}, 0, 0, {});
  EXPECT_EQ(group.method, "wilson");
  EXPECT_EQ(group.low, own.low);
  EXPECT_EQ(group.high, own.high);
}

TEST(Stratified, ATaskWithoutSpreadHasAnErrorWhereItWeighsMuch) {
  const std::vector<double> all = rights(12, 12), some = rights(30, 40), many = rights(400, 1000);
  const std::vector<Stratum> mixed = {mean_of("all", all), mean_of("some", some)};
  const Estimate estimate = make_stratified_estimate(kAccuracy, mixed, false, {});
  // As if half a row right and half a row wrong had been seen too: (12.5 / 13) (0.5 / 13) / 13.
  EXPECT_NEAR(*estimate.standard_error, std::sqrt(squared_error(30, 40) + 12.5 * 0.5 / (13.0 * 13 * 13)) / 2, 1e-15);
  const std::vector<Stratum> light = {mean_of("all", all), mean_of("many", many)};
  EXPECT_NEAR(*make_stratified_estimate(kAccuracy, light, true, {}).standard_error,
              std::sqrt(squared_error(400, 1000)) * 1000 / 1012, 1e-15);
}

TEST(Stratified, TasksThatAreAllRightOrAllWrongHaveAnIntervalOfProportionsOnly) {
  const std::vector<double> all = rights(12, 12), none = rights(0, 12);
  const std::vector<Stratum> right = {mean_of("all", all), mean_of("too", all), mean_of("three", all)};
  const Estimate end = make_stratified_estimate(kAccuracy, right, true, {});
  EXPECT_EQ(*end.value, 1.0);
  EXPECT_EQ(end.method, "stratified_wilson");
  EXPECT_NEAR(*end.low, wilson_interval(36, 36, 0.95).low, 1e-12);
  EXPECT_EQ(*end.high, 1.0);
  EXPECT_EQ(make_stratified_estimate(kF1, right, true, {}).no_interval, "all values are equal");
  const std::vector<Stratum> apart = {mean_of("all", all), mean_of("none", none)};
  const Estimate middle = make_stratified_estimate(kAccuracy, apart, true, {});
  EXPECT_EQ(middle.method, "stratified_scaled_wilson");
  EXPECT_LT(*middle.low, 0.5);
  EXPECT_EQ(make_stratified_estimate(kSeconds, apart, true, {}).no_interval, "all: all values are equal");
}

TEST(Stratified, WhatIsMissingIsSaidWithTheTask) {
  const std::vector<double> one = {1.0}, some = rights(5, 9), none;
  const std::vector<Stratum> single = {mean_of("single", one), mean_of("some", some)};
  const Estimate estimate = make_stratified_estimate(kAccuracy, single, true, {});
  EXPECT_DOUBLE_EQ(*estimate.value, 0.6);
  EXPECT_FALSE(estimate.low.has_value());
  EXPECT_EQ(estimate.no_interval, "single: fewer than two samples");
  const std::vector<Stratum> empty = {{"empty", {none, 0, {}}, {}, value_of_mean()}, mean_of("some", some)};
  const Estimate undefined = make_stratified_estimate(kAccuracy, empty, true, {});
  EXPECT_FALSE(undefined.value.has_value());
  EXPECT_EQ(undefined.no_interval, "empty: no sample was scored");
}

TEST(Stratified, ClustersOfATaskCountWithItsOwnError) {
  std::vector<double> rows;
  std::vector<std::uint32_t> clusters;
  for (std::uint32_t g = 0; g < 20; ++g)
    for (int i = 0; i < 5; ++i) {
      rows.push_back(g % 3 == 0 ? 0.0 : 1.0);
      clusters.push_back(g);
    }
  const std::vector<double> other = rights(40, 100);
  const std::vector<Stratum> strata = {mean_of("passages", rows, clusters), mean_of("other", other)};
  const Estimate estimate = make_stratified_estimate(kAccuracy, strata, true, {});
  const Estimate own = make_estimate(kAccuracy, value_of_mean(), {rows, 1, {}}, 0, 0, {.clusters = clusters});
  EXPECT_NEAR(*estimate.standard_error, std::sqrt(std::pow(*own.standard_error, 2) + squared_error(40, 100)) / 2, 1e-12);
  EXPECT_EQ(estimate.clusters, 120);
  const std::span<const std::uint32_t> few(clusters.data(), 25);
  const std::vector<double> start(rows.begin(), rows.begin() + 25);
  const std::vector<Stratum> refused = {mean_of("passages", start, few), mean_of("other", other)};
  EXPECT_THAT(make_stratified_estimate(kAccuracy, refused, true, {}).no_interval, HasSubstr("passages: 5 clusters"));
}

TEST(Stratified, ManyRowsThatAreHardlySkewedHaveStudentsInterval) {
  std::vector<double> rows;
  for (int i = 0; i < 200; ++i) rows.push_back(i % 10 / 10.0);
  const std::vector<Stratum> strata = {mean_of("a", rows), mean_of("b", rows)};
  const Estimate estimate = make_stratified_estimate(kF1, strata, false, {});
  EXPECT_EQ(estimate.method, "stratified_t");
  EXPECT_NEAR(*estimate.high - *estimate.value, student_t_quantile(0.975, 398) * *estimate.standard_error, 1e-6);
}

TEST(Stratified, FewSkewedRowsWithoutARangeAreResampled) {
  std::vector<double> rows;
  for (int i = 0; i < 20; ++i) rows.push_back(std::exp(i / 4.0));
  const std::vector<Stratum> strata = {mean_of("a", rows), mean_of("b", rows)};
  const Estimate estimate = make_stratified_estimate(kSeconds, strata, true, {});
  EXPECT_EQ(estimate.method, "stratified_bootstrap_t");
  EXPECT_GT(*estimate.high - *estimate.value, *estimate.value - *estimate.low);
}

TEST(Stratified, ACorpusValueIsResampledInsideEachTask) {
  std::vector<double> a, b;
  for (int i = 0; i < 60; ++i) a.insert(a.end(), {1.0 + i % 4, 8.0 + i % 3});
  for (int i = 0; i < 30; ++i) b.insert(b.end(), {6.0 + i % 3, 9.0 + i % 2});
  const std::vector<Stratum> strata = {{"a", {a, 2, {}}, {}, ratio()}, {"b", {b, 2, {}}, {}, ratio()}};
  const Estimate estimate = make_stratified_estimate(kCorpus, strata, false, {.seed = 3});
  EXPECT_NEAR(*estimate.value, (*ratio()({a, 2, {}}) + *ratio()({b, 2, {}})) / 2, 1e-15);
  EXPECT_EQ(estimate.method, "stratified_bootstrap_t");
  // Half the root of the sum of squares of both tasks' own errors.
  const Estimate first = make_estimate(kCorpus, ratio(), {a, 2, {}}, 0, 0, {.seed = 3});
  const Estimate second = make_estimate(kCorpus, ratio(), {b, 2, {}}, 0, 0, {.seed = 3});
  EXPECT_NEAR(*estimate.standard_error, std::hypot(*first.standard_error, *second.standard_error) / 2, 0.0005);
  EXPECT_EQ(make_stratified_estimate(kCorpus, strata, false, {.seed = 3}).low, estimate.low);
}

TEST(Stratified, LargeStrataHaveTheBiasCorrectedInterval) {
  std::vector<double> a;
  for (int i = 0; i < 300; ++i) a.insert(a.end(), {1.0 + i % 7, 8.0 + i % 5});
  const std::vector<Stratum> strata = {{"a", {a, 2, {}}, {}, ratio()}, {"b", {a, 2, {}}, {}, ratio()}};
  const Estimate estimate = make_stratified_estimate(kCorpus, strata, true, {.seed = 3});
  EXPECT_EQ(estimate.method, "stratified_bca_bootstrap");
  EXPECT_LT(*estimate.low, *estimate.value);
  EXPECT_GT(*estimate.high, *estimate.value);
}

}  // namespace
}  // namespace assay::metrics
