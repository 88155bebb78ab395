#include "harness/run/best_of.h"

#include <gtest/gtest.h>

#include <cmath>

#include "metrics/registry.h"

namespace assay::run {
namespace {

// Scores of a metric with these [right, epochs] a sample.
TaskScores scores_of(const std::vector<std::pair<int, int>>& counts, const std::string& metric = "exact_match") {
  TaskScores task;
  task.model = "m";
  task.task = "t";
  MetricScores scores;
  scores.metric = make_metric(metrics::builtin::all_metrics(), metric, "test");
  scores.name = metric;
  scores.width = 3;
  for (const auto& [right, epochs] : counts) {
    const double mean = static_cast<double>(right) / epochs;
    scores.row_of.push_back(static_cast<std::int64_t>(scores.values.size()));
    scores.values.emplace_back(mean);
    scores.rows.insert(scores.rows.end(), {mean, static_cast<double>(epochs), right * (1 - mean)});
    task.samples.push_back({std::to_string(scores.values.size()), "", "", "", "", std::nullopt});
  }
  task.metrics.push_back(std::move(scores));
  return task;
}

// By counting: the share of the subsets of k answers, of which `right` are right, that hold a right one.
double counted(int n, int right, int k) {
  int subsets = 0, with = 0;
  for (unsigned set = 0; set < (1U << n); ++set) {
    if (__builtin_popcount(set) != k) continue;
    ++subsets;
    with += (set & ((1U << right) - 1)) != 0;
  }
  return static_cast<double>(with) / subsets;
}

TEST(PassAtK, IsTheShareOfSubsetsWithARightAnswer) {
  for (int n = 1; n <= 9; ++n)
    for (int right = 0; right <= n; ++right)
      for (int k = 1; k <= n; ++k)
        EXPECT_NEAR(pass_at_k(n, right, k), counted(n, right, k), 1e-12) << n << " " << right << " " << k;
}

TEST(PassAtK, StaysExactForManyAnswers) {
  EXPECT_EQ(pass_at_k(1000, 0, 1000), 0.0);
  EXPECT_EQ(pass_at_k(1000, 1, 1000), 1.0);
  EXPECT_NEAR(pass_at_k(1000, 1, 7), 0.007, 1e-12);
  EXPECT_NEAR(pass_at_k(100'000, 50'000, 3), 1.0 - 50'000.0 * 49'999 * 49'998 / (100'000.0 * 99'999 * 99'998), 1e-12);
}

TEST(BestOfK, TheFirstOfTheCurveIsTheMetricsValueAndTheLastTheShareEverRight) {
  const TaskScores task = scores_of({{0, 4}, {1, 4}, {2, 4}, {4, 4}});
  const auto curve = best_of_k(task, task.metrics[0], 1);
  ASSERT_TRUE(curve);
  EXPECT_EQ(curve->task, "t");
  ASSERT_EQ(curve->of.size(), 4U);
  EXPECT_DOUBLE_EQ(*curve->of[0].value, 7.0 / 16.0);
  EXPECT_NEAR(*curve->of[1].value, (0.0 + 0.5 + 5.0 / 6.0 + 1.0) / 4.0, 1e-12);
  EXPECT_DOUBLE_EQ(*curve->of[3].value, 0.75);
  for (const Estimate& e : curve->of) {
    ASSERT_TRUE(e.low && e.high);
    EXPECT_LE(*e.low, *e.value);
    EXPECT_GE(*e.high, *e.value);
  }
}

TEST(BestOfK, EndsAtTheFewestEpochsAndCountsWhatFailed) {
  TaskScores task = scores_of({{1, 3}, {2, 2}});
  task.metrics[0].row_of.push_back(MetricScores::kFailed);
  task.samples.push_back({"failed", "", "", "", "", std::nullopt});
  const auto curve = best_of_k(task, task.metrics[0], 1);
  ASSERT_TRUE(curve);
  EXPECT_EQ(curve->of.size(), 2U);
  EXPECT_EQ(curve->of[0].failed, 1);
  EXPECT_EQ(curve->of[0].scored, 2);
}

TEST(BestOfK, ThereIsNoneForOneEpochForScoresThatAreNoProportionAndForNoRows) {
  const TaskScores once = scores_of({{1, 1}, {0, 1}});
  EXPECT_FALSE(best_of_k(once, once.metrics[0], 1));
  const TaskScores mean = scores_of({{1, 4}, {0, 4}}, "token_f1");
  EXPECT_FALSE(best_of_k(mean, mean.metrics[0], 1));
  const TaskScores nothing = scores_of({});
  EXPECT_FALSE(best_of_k(nothing, nothing.metrics[0], 1));
  TaskScores odd = scores_of({{1, 4}, {2, 4}});
  odd.metrics[0].rows[0] = 0.3;  // no share of four
  EXPECT_FALSE(best_of_k(odd, odd.metrics[0], 1));
}

TEST(BestOfK, ClustersWidenTheInterval) {
  std::vector<std::pair<int, int>> counts;
  for (int i = 0; i < 200; ++i) counts.emplace_back(i / 10 % 2 == 0 ? 3 : 0, 4);
  TaskScores task = scores_of(counts);
  const auto alone = best_of_k(task, task.metrics[0], 1);
  for (std::size_t i = 0; i < 200; ++i) task.samples[i].cluster = std::to_string(i / 10);
  const auto together = best_of_k(task, task.metrics[0], 1);
  ASSERT_TRUE(alone && together);
  EXPECT_EQ(together->of[1].clusters, 20);
  EXPECT_GT(*together->of[1].high - *together->of[1].low, 2.0 * (*alone->of[1].high - *alone->of[1].low));
}

}  // namespace
}  // namespace assay::run
