#include "harness/run/scoring.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "harness/core/error.h"
#include "harness/core/registry.h"
#include "metrics/registry.h"

namespace assay::run {
namespace {

using testing::HasSubstr;

Response text(const std::string& answer) { return {{"s", 0, 0}, Completion{answer, FinishReason::kStop, {}}, {}, {}}; }

TEST(ScoreTable, CountsScoredUnscoredAndFailedApart) {
  ScoreTable table;
  table.add("m", "a", {StatsRow{1.0}, 1.0, ""});
  table.add("m", "b", {Unscored{"no reference"}, {}, ""});
  table.add_failed();
  EXPECT_EQ(table.scored(), 1);
  EXPECT_EQ(table.unscored(), 1);
  EXPECT_EQ(table.failed(), 1);
}

TEST(ScoreTable, ANumberThatIsNotFiniteIsRefused) {
  ScoreTable table;
  EXPECT_THROW(table.add("m", "a", {StatsRow{std::nan("")}, {}, ""}), Error);
  EXPECT_THROW(table.add("m", "a", {StatsRow{INFINITY}, {}, ""}), Error);
  EXPECT_EQ(table.scored(), 0);
}

TEST(ScoreTable, RowsOfDifferentWidthsAreRefused) {
  ScoreTable table;
  table.add("m", "a", {StatsRow{1.0, 2.0}, {}, ""});
  EXPECT_THROW(table.add("m", "b", {StatsRow{1.0}, {}, ""}), Error);
}

TEST(ScoreSample, OneFailedEpochMakesTheSampleAFailedOne) {
  const auto metric = make_metric(metrics::builtin::all_metrics(), "exact_match", "test");
  Sample sample;
  sample.targets = {"x"};
  std::vector<Response> epochs = {text("x"), text("x")};
  EXPECT_TRUE(score_sample(*metric, sample, epochs).has_value());
  epochs[1].body = Failure{FailureKind::kTimeout, "late", 1};
  EXPECT_FALSE(score_sample(*metric, sample, epochs).has_value());
  EXPECT_FALSE(score_sample(*metric, sample, {}).has_value());
}

TEST(EstimateMetric, AFailedShareOverTheLimitGivesNoNumber) {
  const auto metric = make_metric(metrics::builtin::all_metrics(), "exact_match", "test");
  ScoreTable table;
  for (int i = 0; i < 98; ++i) table.add("exact_match", std::to_string(i), {StatsRow{i % 2 == 0 ? 1.0 : 0.0}, {}, ""});
  table.add_failed();
  table.add_failed();
  EXPECT_FALSE(estimate_metric(*metric, table, 1, 0.01).value.has_value());
  const Estimate allowed = estimate_metric(*metric, table, 1, 0.02);
  EXPECT_DOUBLE_EQ(*allowed.value, 0.5);
  EXPECT_EQ(allowed.failed, 2);
}

}  // namespace
}  // namespace assay::run
