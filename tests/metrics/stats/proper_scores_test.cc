#include "metrics/stats/proper_scores.h"

#include <gtest/gtest.h>

#include <cmath>

#include "metrics/stats/ranked_scores.h"
#include "tests/metrics/stats/vectors.h"

namespace assay::metrics {
namespace {

double logistic(double x) { return 1.0 / (1.0 + std::exp(-x)); }

TEST(ProperScores, EqualScikitLearnsAlsoWithWeights) {
  const Value golden = test::read_json(test::test_data("golden/raters/calibration.json"));
  int compared = 0;
  for (const Value& c : golden.find("cases")->as_array()) {
    if (c.find("scores") == nullptr) continue;
    const Value& expected = *c.find("scores");
    const auto labels = test::numbers(c, "labels"), weights = test::numbers(c, "weights");
    std::vector<double> p, rows;
    for (const double margin : test::numbers(c, "margins")) p.push_back(logistic(margin));
    for (std::size_t i = 0; i < p.size(); ++i) rows.insert(rows.end(), {p[i], labels[i]});
    EXPECT_NEAR(*brier_score(p, labels, weights), test::number(expected, "brier"), 1e-12);
    EXPECT_NEAR(*log_loss(p, labels, weights), test::number(expected, "log_loss"), 1e-12);
    EXPECT_NEAR(*auroc({rows, 2, weights}), test::number(expected, "auroc"), 1e-12);
    const TestResult test = spiegelhalter_test(p, labels);
    EXPECT_NEAR(*test.statistic, test::number(*c.find("spiegelhalter"), "z"), 1e-10);
    EXPECT_NEAR(*test.p, test::number(*c.find("spiegelhalter"), "p"), 1e-10);
    ++compared;
  }
  EXPECT_EQ(compared, 4);
}

TEST(ProperScores, SureAndWrongIsFinite) {
  const std::vector<double> p = {0.0, 1.0}, y = {1.0, 1.0};
  EXPECT_NEAR(*log_loss(p, y), -0.5 * std::log(1e-15), 1e-9);
  EXPECT_EQ(*brier_score(p, y), 0.5);
}

TEST(ProperScores, ThePartsOfBrierAddUpExactly) {
  const std::vector<double> p = {0.1, 0.1, 0.4, 0.4, 0.4, 0.9, 0.9, 1.0}, y = {0, 1, 0, 1, 0.5, 1, 1, 0};
  const std::vector<double> weights = {1, 2, 1, 1, 3, 1, 1, 0.5};
  const BrierParts parts = *brier_parts(p, y, weights);
  EXPECT_NEAR(parts.reliability - parts.resolution + parts.uncertainty, *brier_score(p, y, weights), 1e-14);
  EXPECT_GT(parts.resolution, 0.0);
  // A probability that is always the share has nothing but uncertainty.
  const std::vector<double> same(8, 0.5), half = {0, 1, 0, 1, 0, 1, 0, 1};
  EXPECT_NEAR(brier_parts(same, half)->uncertainty, 0.25, 1e-14);
  EXPECT_NEAR(brier_parts(same, half)->reliability, 0.0, 1e-14);
  EXPECT_NEAR(brier_parts(same, half)->resolution, 0.0, 1e-14);
  // In as many bins as there are probabilities they are the same.
  const std::vector<double> apart = {0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8};
  EXPECT_NEAR(binned_brier_parts(apart, half, 8)->reliability, brier_parts(apart, half)->reliability, 1e-14);
  EXPECT_LT(binned_brier_parts(apart, half, 2)->resolution, brier_parts(apart, half)->resolution);
}

TEST(ProperScores, NothingIsUndefined) {
  const std::vector<double> none, p = {0.3}, y = {1.0}, zero = {0.0};
  EXPECT_EQ(brier_score(none, none), std::nullopt);
  EXPECT_EQ(log_loss(p, y, zero), std::nullopt);
  EXPECT_FALSE(brier_parts(none, none));
  EXPECT_FALSE(binned_brier_parts(none, none, 5));
  const std::vector<double> sure = {0.0, 1.0, 0.5}, outcomes = {0.0, 1.0, 1.0};
  EXPECT_EQ(spiegelhalter_test(sure, outcomes).reason, "all probabilities are 0, 0.5 or 1");
}

}  // namespace
}  // namespace assay::metrics
