#include "metrics/stats/class_counts.h"

#include <gtest/gtest.h>

#include <vector>

#include "harness/core/random.h"

namespace assay::metrics {
namespace {

using Measure = ClassCounts::Measure;
using Average = ClassCounts::Average;

ClassCounts counts_of(const std::vector<double>& data, const std::vector<double>& weights = {}) {
  return ClassCounts({data, 2, weights});
}

TEST(ClassCounts, MeasuresOfOneClassAreItsRatios) {
  // Class 1: predicted three times, twice rightly; the target four times.
  const ClassCounts counts = counts_of({1, 1, 1, 1, 1, 0, 0, 1, 0, 1, 0, 0});
  EXPECT_NEAR(counts.measure_of(1.0, Measure::kPrecision).value(), 2.0 / 3.0, 1e-15);
  EXPECT_NEAR(counts.measure_of(1.0, Measure::kRecall).value(), 0.5, 1e-15);
  EXPECT_NEAR(counts.measure_of(1.0, Measure::kF1).value(), 4.0 / 7.0, 1e-15);
  EXPECT_EQ(counts.measure_of(7.0, Measure::kF1), std::nullopt);
}

TEST(ClassCounts, WhatHasNoDenominatorIsUndefinedAndNotZero) {
  const ClassCounts one = counts_of({1, 1, 1, 1});
  EXPECT_EQ(one.matthews_correlation(), std::nullopt);
  const std::vector<double> data = {1, 1, 1, 1};
  EXPECT_EQ(one.cohen_kappa({data, 2, {}}, KappaWeights::kNone), std::nullopt);
  EXPECT_EQ(one.cohen_kappa({data, 2, {}}, KappaWeights::kLinear), std::nullopt);
  EXPECT_EQ(one.balanced_accuracy(), 1.0);
  const ClassCounts none = counts_of({});
  EXPECT_EQ(none.balanced_accuracy(), std::nullopt);
  EXPECT_EQ(none.average(Measure::kF1, Average::kMacro), std::nullopt);
  EXPECT_EQ(none.cohen_kappa({}, KappaWeights::kNone), std::nullopt);
  EXPECT_EQ(counts_of({0, 1}).measure_of(1.0, Measure::kPrecision), std::nullopt);
}

TEST(ClassCounts, RowsWithoutWeightAddNoClass) {
  const std::vector<double> with = {1, 1, 0, 1, 0, 0, 5, 6};
  const std::vector<double> without = {1, 1, 0, 1, 0, 0};
  const ClassCounts weighted = counts_of(with, {1, 1, 1, 0});
  const ClassCounts plain = counts_of(without);
  for (const Average average : {Average::kMacro, Average::kMicro, Average::kWeighted})
    EXPECT_NEAR(weighted.average(Measure::kF1, average).value(), plain.average(Measure::kF1, average).value(), 1e-15);
  EXPECT_NEAR(weighted.balanced_accuracy().value(), plain.balanced_accuracy().value(), 1e-15);
  EXPECT_NEAR(weighted.matthews_correlation().value(), plain.matthews_correlation().value(), 1e-15);
}

TEST(ClassCounts, KappaEqualsThatOfRatingTables) {
  RandomStream random(3);
  RatingTable table;
  table.num_raters = 2;
  std::vector<double> data;
  std::vector<double> weights;
  for (int i = 0; i < 300; ++i) {
    const double target = static_cast<double>(random.below(90));
    const double predicted = random.uniform() < 0.5 ? target : static_cast<double>(random.below(90)) - 10.0;
    for (const double label : {predicted, target}) {
      data.push_back(label);
      table.ratings.emplace_back(label);
    }
    weights.push_back(static_cast<double>(random.below(4)));
  }
  const StatsRows rows{data, 2, weights};
  const ClassCounts counts(rows);
  for (const KappaWeights kind : {KappaWeights::kNone, KappaWeights::kLinear, KappaWeights::kQuadratic})
    EXPECT_NEAR(counts.cohen_kappa(rows, kind).value(), cohen_kappa(table, kind, weights).value(), 1e-12);
}

TEST(ClassCounts, ManyClassesAndBothZerosAreKeptApartRightly) {
  std::vector<double> data;
  for (int k = 0; k < 5000; ++k) data.insert(data.end(), {static_cast<double>(k), static_cast<double>(k)});
  EXPECT_EQ(counts_of(data).average(Measure::kRecall, Average::kMacro), 1.0);
  EXPECT_EQ(counts_of({0.0, -0.0, 1.0, 1.0}).balanced_accuracy(), 1.0);
}

}  // namespace
}  // namespace assay::metrics
