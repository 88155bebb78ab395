#include "metrics/stats/calibration_error.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "metrics/stats/draws.h"
#include "metrics/stats/proper_scores.h"
#include "metrics/stats/ranked_scores.h"
#include "tests/metrics/stats/vectors.h"

namespace assay::metrics {
namespace {

TEST(CalibrationError, RewardModelsEqualTheReferenceVectors) {
  ASSAY_SHARED_OR_SKIP(path, "vectors/calibration_judgebench.json");
  ASSAY_SHARED_OR_SKIP(data, "vectors/judgebench_judgments.csv");
  const Value vectors = test::read_vectors(path);
  const auto lines = test::read_csv(data);
  for (const Value& expected : vectors.find("results")->as_array()) {
    SCOPED_TRACE(expected.find("judge_model")->as_string());
    std::vector<double> p, y, rows;
    for (const auto& line : lines) {
      if (line[3] != "reward_model" || line[4] != expected.find("judge_model")->as_string()) continue;
      const double margin = std::stod(line[8]) - std::stod(line[9]);
      p.push_back(1.0 / (1.0 + std::exp(-margin)));
      y.push_back(line[5] == "A>B" ? 1.0 : 0.0);
      rows.insert(rows.end(), {margin, y.back()});
    }
    ASSERT_EQ(static_cast<double>(p.size()), test::number(expected, "n"));
    const Value& raw = *expected.find("raw_sigmoid");
    EXPECT_NEAR(*calibration_error(p, y, 10, Binning::kEqualWidth), test::number(raw, "ece10"), 1e-9);
    EXPECT_NEAR(*calibration_error(p, y, 15, Binning::kEqualWidth), test::number(raw, "ece15"), 1e-9);
    EXPECT_NEAR(*calibration_error(p, y, 10, Binning::kEqualMass), test::number(raw, "ece10_mass"), 1e-9);
    EXPECT_NEAR(*brier_score(p, y), test::number(raw, "brier"), 1e-12);
    EXPECT_NEAR(*log_loss(p, y), test::number(raw, "nll_clip1e-15"), 1e-9);
    EXPECT_NEAR(*auroc({rows, 2, {}}), test::number(expected, "auroc"), 1e-12);
  }
}

TEST(CalibrationError, BinsByWidthAndByMass) {
  const std::vector<double> p = {0.05, 0.15, 0.15, 0.95, 1.0}, y = {0, 0, 1, 1, 0};
  // Of width .1: {.05}, {.15, .15}, {.95, 1}.
  EXPECT_NEAR(*calibration_error(p, y, 10, Binning::kEqualWidth), (0.05 + 0.7 + 0.95) / 5.0, 1e-12);
  // Of mass: the first of two bins has three.
  EXPECT_NEAR(*calibration_error(p, y, 2, Binning::kEqualMass), (0.65 + 0.95) / 5.0, 1e-12);
  // More bins than rows leave some empty.
  EXPECT_NEAR(*calibration_error(p, y, 9, Binning::kEqualMass), (0.05 + 0.15 + 0.85 + 0.05 + 1.0) / 5.0, 1e-12);
  EXPECT_EQ(calibration_error({}, {}, 10, Binning::kEqualMass), std::nullopt);
  EXPECT_FALSE(calibration_null({}, {}, 10, Binning::kEqualMass));
}

TEST(CalibrationError, TheBandOfAPerfectJudgeIsFarFromZeroForFewRows) {
  // The means and 95 % quantiles of ten bins over uniform probabilities.
  const std::vector<std::array<double, 3>> known = {{50, 0.140, 0.196}, {200, 0.071, 0.106}, {1000, 0.032, 0.047}};
  for (const auto& [n, mean, high] : known) {
    Draws draws(draw_base(1, "calibration_error_test"), 0);
    std::vector<double> p, y;
    for (int i = 0; i < static_cast<int>(n); ++i) {
      p.push_back((i + 0.5) / n);
      y.push_back(draws.uniform() < p.back() ? 1.0 : 0.0);
    }
    const CalibrationNull found = *calibration_null(p, y, 10, Binning::kEqualWidth, 0.95, 500);
    EXPECT_NEAR(found.mean, mean, 0.12 * mean);
    EXPECT_NEAR(found.high, high, 0.12 * high);
    EXPECT_GT(found.p, 0.01);
    // What is far off is seen.
    std::vector<double> opposite = y;
    for (double& v : opposite) v = 1.0 - v;
    EXPECT_LT(calibration_null(p, opposite, 10, Binning::kEqualWidth, 0.95, 500)->p, 0.01);
  }
}

TEST(CalibrationError, TheBandFollowsFromTheSeed) {
  const std::vector<double> p = {0.2, 0.4, 0.6, 0.9}, y = {0, 1, 1, 1};
  const CalibrationNull one = *calibration_null(p, y, 2, Binning::kEqualMass, 0.9, 200, 5);
  EXPECT_EQ(one.mean, calibration_null(p, y, 2, Binning::kEqualMass, 0.9, 200, 5)->mean);
  EXPECT_NE(one.mean, calibration_null(p, y, 2, Binning::kEqualMass, 0.9, 200, 6)->mean);
}

}  // namespace
}  // namespace assay::metrics
