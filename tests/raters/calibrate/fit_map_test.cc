#include "raters/calibrate/fit_map.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/raters/calibrate/reward_margins.h"

namespace assay::raters {
namespace {

LabelledScores margins(const std::vector<double>& scores, const std::vector<double>& labels,
                       const std::vector<double>& weights = {}) {
  return {ScoreKind::kMargin, scores, labels, weights};
}

TEST(FitMap, EqualsScikitLearnAndScipy) {
  const Value golden = test::read_json(test::test_data("golden/raters/calibration.json"));
  for (const Value& c : golden.find("cases")->as_array()) {
    SCOPED_TRACE(c.find("name")->as_string());
    const auto d = test::numbers(c, "margins"), y = test::numbers(c, "labels"), w = test::numbers(c, "weights");
    EXPECT_NEAR(fit_temperature(margins(d, y, w)).map->slope, test::number(c, "inverse_temperature"), 1e-9);
    if (const Value* expected = c.find("platt")) {
      const FittedMap platt = fit_platt(margins(d, y, w));
      EXPECT_NEAR(platt.map->slope, test::number(*expected, "slope"), 2e-4 * std::abs(platt.map->slope));
      EXPECT_NEAR(platt.map->intercept, test::number(*expected, "intercept"), 2e-4);
    }
    const FittedMap isotonic = fit_isotonic(margins(d, y, w));
    const Value& expected = *c.find("isotonic");
    const auto x = test::numbers(expected, "x"), values = test::numbers(expected, "y");
    ASSERT_EQ(isotonic.map->x.size(), x.size());
    for (std::size_t i = 0; i < x.size(); ++i) {
      EXPECT_NEAR(isotonic.map->x[i], x[i], 1e-12);
      EXPECT_NEAR(isotonic.map->y[i], values[i], 1e-12);
    }
    const auto asked = test::numbers(expected, "asked"), predicted = test::numbers(expected, "predicted");
    for (std::size_t i = 0; i < asked.size(); ++i) EXPECT_NEAR(isotonic.map->predict(asked[i]), predicted[i], 1e-12);
  }
}

TEST(FitMap, RewardModelsEqualTheReferenceVectors) {
  ASSAY_SHARED_OR_SKIP(path, "vectors/calibration_judgebench.json");
  ASSAY_SHARED_OR_SKIP(data, "vectors/judgebench_judgments.csv");
  const Value vectors = test::read_vectors(path);
  const auto lines = test::read_csv(data);
  for (const Value& expected : vectors.find("results")->as_array()) {
    SCOPED_TRACE(expected.find("judge_model")->as_string());
    const test::RewardMargins rewards(lines, expected.find("judge_model")->as_string());
    const LabelledScores all = margins(rewards.margins, rewards.labels);
    const double inverse = test::number(*expected.find("temperature"), "inv_T");
    EXPECT_NEAR(fit_temperature(all).map->slope, inverse, 1e-5 * inverse);
    const Value& platt = *expected.find("platt_smoothed_targets(sklearn)");
    EXPECT_NEAR(fit_platt(all).map->slope, -test::number(platt, "A"), 1e-4);
    EXPECT_NEAR(fit_platt(all).map->intercept, -test::number(platt, "B"), 1e-4);
    const auto x = test::numbers(*expected.find("isotonic"), "x_thresholds");
    const auto y = test::numbers(*expected.find("isotonic"), "y_thresholds");
    const FittedMap isotonic = fit_isotonic(all);
    ASSERT_EQ(isotonic.map->x.size(), x.size());
    for (std::size_t i = 0; i < x.size(); ++i) {
      EXPECT_NEAR(isotonic.map->x[i], x[i], 1e-9);
      EXPECT_NEAR(isotonic.map->y[i], y[i], 1e-9);
    }
  }
}

TEST(FitMap, AWeightOfTwoIsTwoRows) {
  const std::vector<double> d = {-2, -1, 0.5, 1, 3, 0.1}, y = {0, 1, 0, 1, 1, 0.5}, w = {1, 2, 1, 1, 2, 1};
  std::vector<double> d2, y2;
  for (std::size_t i = 0; i < d.size(); ++i)
    for (double left = w[i]; left > 0; left -= 1) {
      d2.push_back(d[i]);
      y2.push_back(y[i]);
    }
  for (const MapKind kind : {MapKind::kTemperature, MapKind::kPlatt, MapKind::kIsotonic}) {
    const CalibrationMap weighted = *fit_map(kind, margins(d, y, w)).map;
    const CalibrationMap repeated = *fit_map(kind, margins(d2, y2)).map;
    for (const double score : {-3.0, -0.5, 0.2, 2.0})
      EXPECT_NEAR(weighted.predict(score), repeated.predict(score), 1e-10);
  }
}

TEST(FitMap, RefusesAJudgeThatGoesAgainstPeople) {
  const std::vector<double> d = {-3, -2, -1, 1, 2, 3}, y = {1, 1, 0, 1, 0, 0};
  for (const MapKind kind : {MapKind::kTemperature, MapKind::kPlatt})
    EXPECT_NE(fit_map(kind, margins(d, y)).reason.find("do not rise"), std::string::npos);
  const std::vector<double> falling = {1, 1, 1, 0, 0, 0};
  EXPECT_NE(fit_isotonic(margins(d, falling)).reason.find("do not rise"), std::string::npos);
  LabelledScores points{ScoreKind::kPoints, d, y};
  EXPECT_FALSE(fit_affine(points).map);
  EXPECT_FALSE(fit_ordinal(points).map);
}

TEST(FitMap, RefusesWhatSaysNothing) {
  const std::vector<double> d = {1, 2, 3}, ones = {1, 1, 1}, same = {2, 2, 2}, y = {0, 1, 1}, one = {1};
  EXPECT_EQ(fit_platt(margins(d, ones)).reason, "all labels are equal");
  EXPECT_EQ(fit_isotonic(margins(same, y)).reason, "all scores are equal");
  EXPECT_EQ(fit_temperature(margins(one, one)).reason, "1 label, fewer than 2");
  const std::vector<double> only_one_counts = {0, 1, 0};
  EXPECT_EQ(fit_temperature(margins(d, y, only_one_counts)).reason, "1 label, fewer than 2");
  EXPECT_FALSE(fit_affine(margins(d, y)).map);
  EXPECT_FALSE(fit_ordinal(margins(d, y)).map);
  EXPECT_FALSE(fit_temperature({ScoreKind::kPoints, d, y}).map);
  EXPECT_FALSE(fit_platt({ScoreKind::kPoints, d, y}).map);
}

TEST(FitMap, LabelsThatAreFullySeparatedGiveAFiniteTemperature) {
  const std::vector<double> d = {-400, -200, 100, 300}, y = {0, 0, 1, 1};
  const FittedMap found = fit_temperature(margins(d, y));
  ASSERT_TRUE(found.map);
  EXPECT_LT(found.map->predict(100.0), 0.9);
  EXPECT_GT(found.map->predict(100.0), 0.5);
}

TEST(FitMap, ScalesOfRewardsDoNotMatter) {
  const std::vector<double> d = {-2, -1, 0.5, 1, 3, 0.1, -0.4}, y = {0, 1, 0, 1, 1, 1, 0};
  for (const double scale : {1e-9, 1e9}) {
    std::vector<double> scaled = d;
    for (double& v : scaled) v *= scale;
    for (const MapKind kind : {MapKind::kTemperature, MapKind::kPlatt})
      EXPECT_NEAR(fit_map(kind, margins(scaled, y)).map->predict(scale), fit_map(kind, margins(d, y)).map->predict(1.0),
                  1e-9);
  }
}

TEST(FitMap, ASureProbabilityDoesNotOutweighTheOthers) {
  const std::vector<double> p = {0.0, 1.0, 0.3, 0.6, 0.7, 0.9}, y = {1, 1, 0, 1, 0, 1};
  for (const MapKind kind : {MapKind::kTemperature, MapKind::kPlatt}) {
    const FittedMap found = fit_map(kind, {ScoreKind::kProbability, p, y});
    if (found.map) {
      EXPECT_TRUE(std::isfinite(found.map->slope));
    }
  }
}

TEST(FitMap, AnAffineSlopeIsShrunkByWhatChanceMakes) {
  const std::vector<double> s = {1, 2, 3, 4, 5, 6}, y = {1.5, 1.0, 2.5, 2.0, 4.0, 3.0};
  LabelledScores data{ScoreKind::kPoints, s, y};
  data.lowest = 1.0;
  data.highest = 5.0;
  const FittedMap found = fit_affine(data);
  // Sums of squares and products 17.5, 8 and 38.5 - 14^2 / 6.
  const double b = 8.0 / 17.5, rest = 38.5 - 196.0 / 6.0 - b * 8.0;
  const double f = b * 8.0 / (rest / 4.0);
  EXPECT_NEAR(found.map->slope, b * (1.0 - 1.0 / f), 1e-12);
  EXPECT_NEAR(found.map->predict(3.5), 14.0 / 6.0, 1e-12);
  // What is hardly a slope is none.
  const std::vector<double> flat = {2, 3, 2, 3, 2, 3.1};
  data.labels = flat;
  EXPECT_NE(fit_affine(data).reason.find("F = "), std::string::npos);
}

TEST(FitMap, AnOrdinalMapFollowsEachRatingsMeanAndRises) {
  std::vector<double> s, y;
  // Ratings 1, 2 and 3 with many labels, 4 with one that is out of line.
  for (int i = 0; i < 40; ++i) {
    for (const double rating : {1.0, 2.0, 3.0}) {
      s.push_back(rating);
      y.push_back((rating == 1.0 ? 1.5 : rating == 2.0 ? 2.0 : 4.0) + (i % 2 == 0 ? 0.3 : -0.3));
    }
  }
  s.push_back(4.0);
  y.push_back(1.0);
  LabelledScores data{ScoreKind::kPoints, s, y};
  data.lowest = 1.0;
  data.highest = 5.0;
  const CalibrationMap map = *fit_ordinal(data).map;
  EXPECT_EQ(map.x, std::vector<double>({1, 2, 3, 4}));
  EXPECT_NEAR(map.y[0], 1.5, 0.15);
  EXPECT_NEAR(map.y[1], 2.0, 0.15);
  EXPECT_NEAR(map.y[2], 4.0, 0.15);
  EXPECT_GE(map.y[3], map.y[2]);
  EXPECT_EQ(map.predict(2.5), 0.5 * (map.y[1] + map.y[2]));
}

}  // namespace
}  // namespace assay::raters
