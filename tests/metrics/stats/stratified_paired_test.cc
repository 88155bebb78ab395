#include "metrics/stats/stratified_paired.h"

#include <gtest/gtest.h>

#include <cmath>

#include "metrics/stats/paired_counts.h"
#include "metrics/stats/paired_t.h"

namespace assay::metrics {
namespace {

std::vector<double> pattern(int n, int right, int shift = 0) {
  std::vector<double> rows;
  for (int i = 0; i < n; ++i) rows.push_back((i + shift) % n < right ? 1.0 : 0.0);
  return rows;
}

PairedStratum pairs(const char* name, const std::vector<double>& base, const std::vector<double>& candidate) {
  return {name, {{base, 1, {}}, {candidate, 1, {}}}, {}, value_of_mean()};
}

TEST(StratifiedPaired, DifferencesAndErrorsAreSummedWithTheWeights) {
  const std::vector<double> a = pattern(50, 30), b = pattern(50, 30, 8), c = pattern(20, 10), d = pattern(20, 14);
  const std::vector<PairedStratum> strata = {pairs("a", a, b), pairs("c", c, d)};
  const std::vector<double> weights = {0.5, 0.5};
  const StratifiedPairedT found = stratified_paired_t(strata, weights, true, 1.0, 0.95);
  const PairedT first = paired_t(differences(a, b)), second = paired_t(differences(c, d));
  EXPECT_NEAR(*found.standard_error, std::hypot(*first.standard_error, *second.standard_error) / 2, 1e-12);
  EXPECT_EQ(found.method, "stratified_paired_t");
  const double middle = (first.difference + second.difference) / 2;
  EXPECT_NEAR((found.interval->low + found.interval->high) / 2, middle, 1e-12);
  EXPECT_NEAR(*found.test.statistic, middle / *found.standard_error, 1e-12);
  EXPECT_GT(*found.test.p, 0.0);
  EXPECT_LT(*found.test.p, 1.0);
}

TEST(StratifiedPaired, WithoutADiscordantPairTheIntervalIsTangos) {
  const std::vector<double> a = pattern(50, 30), c = pattern(50, 10);
  const std::vector<PairedStratum> strata = {pairs("a", a, a), pairs("c", c, c)};
  const std::vector<double> weights = {0.5, 0.5};
  const StratifiedPairedT found = stratified_paired_t(strata, weights, true, 1.0, 0.95);
  EXPECT_EQ(*found.test.p, 1.0);
  EXPECT_EQ(found.method, "stratified_tango");
  EXPECT_NEAR(found.interval->high, tango_interval({.both = 100.0}, 0.95).high, 1e-12);
  EXPECT_EQ(stratified_paired_t(strata, weights, false, std::nullopt, 0.95).test.reason, "a: all values are equal");
}

TEST(StratifiedPaired, ATaskWithoutADifferentPairHasAnErrorUnlessItsAnswersAreTheSame) {
  const std::vector<double> a = pattern(50, 30), b = pattern(50, 30, 8), c = pattern(20, 10);
  std::vector<PairedStratum> strata = {pairs("a", a, b), pairs("c", c, c)};
  const std::vector<double> weights = {0.5, 0.5};
  const double alone = *paired_t(differences(a, b)).standard_error / 2;
  EXPECT_NEAR(*stratified_paired_t(strata, weights, true, 1.0, 0.95).standard_error, std::hypot(alone, 0.5 / 21), 1e-12);
  strata[1].same_answers = true;
  EXPECT_NEAR(*stratified_paired_t(strata, weights, true, 1.0, 0.95).standard_error, alone, 1e-12);
}

TEST(StratifiedPaired, RandomizationAndBootstrapAgreeWithTheTTestOnMeans) {
  const std::vector<double> a = pattern(80, 40), b = pattern(80, 44, 7), c = pattern(60, 20), d = pattern(60, 29, 3);
  const std::vector<PairedStratum> strata = {pairs("a", a, b), pairs("c", c, d)};
  const std::vector<double> weights = {0.5, 0.5};
  const StratifiedPairedT t = stratified_paired_t(strata, weights, true, 1.0, 0.95);
  PairedOptions options;
  options.replicates = 4000;
  const RandomizationResult swapped = stratified_randomization(strata, weights, options);
  EXPECT_NEAR(*swapped.test.p, *t.test.p, 0.03);
  EXPECT_EQ(std::string(swapped.test.method), "stratified_randomization");
  const PairedBootstrapResult drawn = stratified_paired_bootstrap(strata, weights, options, 1.0);
  EXPECT_NEAR(drawn.bootstrap.interval->low, t.interval->low, 0.01);
  EXPECT_NEAR(drawn.bootstrap.interval->high, t.interval->high, 0.01);
  EXPECT_TRUE(drawn.bootstrap.method.starts_with("paired_stratified_"));
}

TEST(StratifiedPaired, EqualScoresGiveNoTest) {
  const std::vector<double> a = pattern(50, 30);
  const std::vector<PairedStratum> strata = {pairs("a", a, a)};
  const std::vector<double> weights = {1.0};
  EXPECT_EQ(stratified_randomization(strata, weights, {}).test.reason, "both runs have the same scores");
}

}  // namespace
}  // namespace assay::metrics
