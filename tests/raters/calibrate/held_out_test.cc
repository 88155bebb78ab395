#include "raters/calibrate/held_out.h"

#include <gtest/gtest.h>

#include "metrics/stats/draws.h"
#include "metrics/stats/proper_scores.h"

namespace assay::raters {
namespace {

struct Scores {
  std::vector<double> scores, labels;
  std::vector<std::uint32_t> groups;

  explicit Scores(std::size_t n) {
    metrics::Draws draws(metrics::draw_base(1, "held_out_test"), 0);
    for (std::size_t i = 0; i < n; ++i) {
      scores.push_back(4.0 * (draws.uniform() - 0.5));
      labels.push_back(draws.uniform() < logistic(0.5 * scores.back()) ? 1.0 : 0.0);
      groups.push_back(static_cast<std::uint32_t>(i / 4));
    }
  }
  LabelledScores view() const { return {ScoreKind::kMargin, scores, labels, {}, groups}; }
};

std::optional<double> brier(std::span<const double> predictions, std::span<const double> labels,
                            std::span<const double> weights) {
  return metrics::brier_score(predictions, labels, weights);
}

TEST(HeldOut, ABrierScoreHasAnIntervalThatKnowsOfTheFit) {
  const Scores data(80);
  const HeldOut found = held_out(MapKind::kPlatt, data.view(), brier, {}, {0.95, 200, 3});
  const MapChoice choice = choose_map(data.view());
  EXPECT_NEAR(*found.value, *choice.trials[2].loss, 1e-12);
  EXPECT_LT(found.interval->low, *found.value);
  EXPECT_GT(found.interval->high, *found.value);
  EXPECT_LT(found.interval->high - found.interval->low, 0.2);
  EXPECT_EQ(found.reason, "");
  const HeldOut again = held_out(MapKind::kPlatt, data.view(), brier, {}, {0.95, 200, 3});
  EXPECT_EQ(found.interval->low, again.interval->low);
}

TEST(HeldOut, RefusesWithAReason) {
  const Scores data(80);
  LabelledScores few = data.view();
  few.scores = few.scores.subspan(0, 36);
  few.labels = few.labels.subspan(0, 36);
  few.groups = few.groups.subspan(0, 36);
  EXPECT_EQ(held_out(MapKind::kTemperature, few, brier).reason,
            "9 clusters, fewer than 10: too few to see how clusters differ");
  std::vector<double> opposed = data.scores;
  for (double& v : opposed) v = -v;
  LabelledScores against = data.view();
  against.scores = opposed;
  EXPECT_NE(held_out(MapKind::kPlatt, against, brier).reason.find("do not rise"), std::string::npos);
  const auto undefined = [](auto, auto, auto) { return std::optional<double>(); };
  EXPECT_EQ(held_out(MapKind::kIdentity, data.view(), undefined).reason, "the score is undefined");
  EXPECT_EQ(held_out(MapKind::kIdentity, LabelledScores{}, brier).reason, "there are no labels");
}

}  // namespace
}  // namespace assay::raters
