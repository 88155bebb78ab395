#include "harness/run/many_runs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "datasets/registry.h"
#include "metrics/registry.h"
#include "tests/support/shared.h"

namespace assay::run {
namespace {

// A side whose samples `wrong_from` .. 199 are wrong, and sample `also_wrong` too.
ScoreSet side(int wrong_from, int also_wrong = -1) {
  std::string rows;
  for (int i = 0; i < 200; ++i)
    rows += "{\"id\": " + std::to_string(i) + ", \"prediction\": \"" + (i < wrong_from && i != also_wrong ? "yes" : "no") +
            "\", \"references\": \"yes\"}\n";
  const test::TempFolder folder;
  const std::string file = folder.write("p.jsonl", rows);
  const std::vector<std::string> metrics = {"exact_match", "chrf"};
  for (const ReaderDef* def : datasets::builtin::all_readers())
    if (def->name == "jsonl")
      return prediction_scores(*def->open(file, {}), "t", metrics, metrics::builtin::all_metrics(), "");
  return {};
}

TEST(ManyRuns, ASeriesNamesTheFirstRunThatIsWorseThanTheBestBefore) {
  const ScoreSet a = side(120), b = side(150), c = side(148, 3), d = side(100), e = side(152);
  const std::vector<const ScoreSet*> sides = {&a, &b, &c, &d, &e};
  const ManyRuns many = compare_series(sides, {});
  ASSERT_EQ(many.series.size(), 2U);
  const SeriesRow& row = many.series[0];
  EXPECT_EQ(row.first_bad, 3U);
  EXPECT_EQ(row.points[0].difference, std::nullopt);
  EXPECT_EQ(row.points[1].verdict, Verdict::kImproved);
  EXPECT_EQ(row.points[1].learned, 30);
  EXPECT_EQ(row.points[2].forgotten, 3);
  EXPECT_EQ(row.points[3].compared_with, 1U) << "the best before it, not the one before it";
  EXPECT_EQ(row.points[4].compared_with, 1U);
  EXPECT_NEAR(*row.points[3].difference, -0.25, 1e-12);
}

TEST(ManyRuns, EveryPairIsComparedAndAdjustedOverAllPairs) {
  const ScoreSet a = side(120), b = side(150), c = side(100, 3);
  const std::vector<const ScoreSet*> sides = {&a, &b, &c};
  CompareOptions options;
  options.metrics = {"exact_match"};
  const ManyRuns many = compare_all(sides, options);
  ASSERT_EQ(many.pairs.size(), 3U);
  for (const ManyRuns::Pair& pair : many.pairs) EXPECT_GE(*pair.result.p_adjusted, *pair.result.p);
  ASSERT_EQ(many.ranking.size(), 3U);
  EXPECT_EQ(many.ranking[0].run, 1U);
  EXPECT_EQ(many.ranking[2].run, 2U);
  EXPECT_GT(many.ranking[0].win_rate, 0.5);
}

TEST(ManyRuns, WinsOnBothSidesGiveStrengthsAndRanks) {
  const ScoreSet a = side(120, 0), b = side(150, 1), c = side(100, 2);
  const std::vector<const ScoreSet*> sides = {&a, &b, &c};
  const ManyRuns many = compare_all(sides, {});
  ASSERT_EQ(many.ranking.size(), 3U);
  for (const RankRow& row : many.ranking) {
    EXPECT_EQ(row.reason, "");
    EXPECT_TRUE(row.strength.has_value());
    EXPECT_LE(row.best_rank, row.worst_rank);
  }
  EXPECT_GT(*many.ranking[0].strength, *many.ranking[2].strength);
  EXPECT_EQ(many.ranking[0].best_rank, 1U);
}

TEST(ManyRuns, ARunThatAlwaysWinsHasNoStrengthAndTheReason) {
  const ScoreSet a = side(0), b = side(200);
  const std::vector<const ScoreSet*> sides = {&a, &b};
  const ManyRuns many = compare_all(sides, {});
  EXPECT_EQ(many.ranking[0].win_rate, 1.0);
  EXPECT_NE(many.ranking[0].reason, "");
  EXPECT_EQ(many.ranking[0].strength, std::nullopt);
}

}  // namespace
}  // namespace assay::run
