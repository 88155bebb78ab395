#include "raters/calibrate/choose_map.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "metrics/stats/calibration_error.h"
#include "metrics/stats/draws.h"
#include "metrics/stats/proper_scores.h"
#include "tests/raters/calibrate/reward_margins.h"

namespace assay::raters {
namespace {

/// Margins that are `times` as large as they ought to be, shifted, with the labels they really imply.
struct Margins {
  std::vector<double> margins, labels;

  Margins(std::size_t n, double times, double shift, std::uint64_t seed) {
    metrics::Draws draws(metrics::draw_base(seed, "choose_map_test"), 0);
    for (std::size_t i = 0; i < n; ++i) {
      const double true_margin = 6.0 * (draws.uniform() - 0.5);
      margins.push_back(times * true_margin);
      labels.push_back(draws.uniform() < logistic(true_margin + shift) ? 1.0 : 0.0);
    }
  }
  LabelledScores view() const { return {ScoreKind::kMargin, margins, labels}; }
};

TEST(ChooseMap, OutOfFoldScoresOfRewardModelsEqualTheReferenceVectors) {
  ASSAY_SHARED_OR_SKIP(path, "vectors/calibration_judgebench.json");
  ASSAY_SHARED_OR_SKIP(data, "vectors/judgebench_judgments.csv");
  const Value vectors = test::read_vectors(path);
  const auto lines = test::read_csv(data);
  for (const Value& expected : vectors.find("results")->as_array()) {
    SCOPED_TRACE(expected.find("judge_model")->as_string());
    const test::RewardMargins rewards(lines, expected.find("judge_model")->as_string());
    std::vector<std::uint32_t> folds;
    for (std::uint32_t i = 0; i < rewards.margins.size(); ++i) folds.push_back(i % 5);
    const LabelledScores scores{ScoreKind::kMargin, rewards.margins, rewards.labels};
    // The reference fits Platt's map without a prior, so only those of the two others are the same.
    for (const auto& [name, kind] : {std::pair("temp", MapKind::kTemperature), std::pair("iso", MapKind::kIsotonic)}) {
      const OutOfFold found = out_of_fold(kind, scores, folds);
      const Value& values = *expected.find("oof5(i%5)")->find(name);
      EXPECT_NEAR(*metrics::brier_score(found.predictions, rewards.labels), test::number(values, "brier"), 1e-6);
      EXPECT_NEAR(*metrics::log_loss(found.predictions, rewards.labels), test::number(values, "nll_clip1e-15"), 1e-5);
    }
    const OutOfFold platt = out_of_fold(MapKind::kPlatt, scores, folds);
    EXPECT_NEAR(*metrics::brier_score(platt.predictions, rewards.labels),
                test::number(*expected.find("oof5(i%5)")->find("platt"), "brier"), 1e-3);
  }
}

TEST(ChooseMap, RewardModelsGetAMapOnlyWhereTheirMarginsAreNotCalibrated) {
  ASSAY_SHARED_OR_SKIP(data, "vectors/judgebench_judgments.csv");
  const auto lines = test::read_csv(data);
  for (const char* model : {"Skywork/Skywork-Reward-Gemma-2-27B", "Ray2333/GRM-Gemma-2B-rewardmodel-ft"}) {
    const test::RewardMargins rewards(lines, model);
    const MapChoice choice = choose_map({ScoreKind::kMargin, rewards.margins, rewards.labels});
    EXPECT_EQ(choice.map.kind, MapKind::kPlatt) << model;
    EXPECT_EQ(choice.trials.size(), 4U);
    EXPECT_GT(*choice.trials[2].gain, *choice.trials[2].standard_error);
  }
}

TEST(ChooseMap, TheNumberOfLabelsSaysWhatIsTried) {
  const std::vector<std::pair<std::size_t, std::size_t>> numbers = {{19, 1}, {20, 2},  {49, 2},
                                                                    {50, 3}, {199, 3}, {200, 4}};
  for (const auto& [n, tried] : numbers) {
    const Margins data(n, 5.0, 0.5, 1);
    EXPECT_EQ(choose_map(data.view()).trials.size(), tried) << n;
  }
}

TEST(ChooseMap, KeepsTheRawScoreWhereItIsRightAlready) {
  int kept = 0;
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    const Margins data(120, 1.0, 0.0, seed);
    const MapChoice choice = choose_map(data.view());
    kept += choice.map.kind == MapKind::kIdentity ? 1 : 0;
    if (choice.map.kind == MapKind::kIdentity) {
      EXPECT_EQ(choice.trials[0].reason, "");
      EXPECT_NE(choice.trials[1].reason, "");
      EXPECT_EQ(choice.predictions[0], logistic(data.margins[0]));
    }
  }
  EXPECT_GE(kept, 8);
}

TEST(ChooseMap, MendsOverconfidenceAndALeaningJudge) {
  const Margins hot(150, 8.0, 0.0, 3);
  const MapChoice cooled = choose_map(hot.view());
  EXPECT_NE(cooled.map.kind, MapKind::kIdentity);
  EXPECT_NEAR(cooled.map.slope, 1.0 / 8.0, 0.06);
  EXPECT_LT(*metrics::brier_score(cooled.predictions, hot.labels), *cooled.trials[0].loss);
  const Margins leaning(150, 1.0, 2.0, 4);
  EXPECT_EQ(choose_map(leaning.view()).map.kind, MapKind::kPlatt);
  EXPECT_NEAR(choose_map(leaning.view()).map.intercept, 2.0, 0.9);
}

TEST(ChooseMap, PointsAreMovedToPeoplesScale) {
  metrics::Draws draws(metrics::draw_base(5, "choose_map_test"), 1);
  std::vector<double> scores, labels;
  for (int i = 0; i < 60; ++i) {
    scores.push_back(1.0 + std::floor(10.0 * draws.uniform()));
    labels.push_back(std::clamp(1.0 + 0.4 * scores.back() + draws.uniform() - 0.5, 1.0, 5.0));
  }
  LabelledScores data{ScoreKind::kPoints, scores, labels};
  data.lowest = 1.0;
  data.highest = 5.0;
  const MapChoice choice = choose_map(data);
  EXPECT_EQ(choice.map.kind, MapKind::kAffine);
  EXPECT_NEAR(choice.map.predict(5.0), 3.0, 0.2);
}

TEST(ChooseMap, FoldsKeepAnItemTogetherAndDoNotDependOnTheOrder) {
  std::vector<std::uint32_t> groups;
  for (std::uint32_t i = 0; i < 100; ++i) groups.push_back(i % 30);
  const auto folds = folds_of(100, groups, {});
  std::map<std::uint32_t, std::uint32_t> of_group;
  std::vector<std::size_t> sizes(5, 0);
  for (std::size_t i = 0; i < 100; ++i) {
    EXPECT_EQ(of_group.try_emplace(groups[i], folds[i]).first->second, folds[i]);
    ++sizes[folds[i]];
  }
  for (const std::size_t size : sizes) EXPECT_NEAR(static_cast<double>(size), 20.0, 3.0);
  std::vector<std::uint32_t> turned(groups.rbegin(), groups.rend());
  const auto again = folds_of(100, turned, {});
  for (std::size_t i = 0; i < 100; ++i) EXPECT_EQ(again[i], folds[99 - i]);
  EXPECT_NE(folds_of(100, groups, {5, 1}), folds);
}

TEST(ChooseMap, AnOpposedJudgeKeepsItsRawScoreAndTheReasonSaysWhy) {
  const Margins data(60, -1.0, 0.0, 6);
  const MapChoice choice = choose_map(data.view());
  EXPECT_EQ(choice.map.kind, MapKind::kIdentity);
  EXPECT_NE(choice.trials[1].reason.find("do not rise"), std::string::npos);
}

}  // namespace
}  // namespace assay::raters
