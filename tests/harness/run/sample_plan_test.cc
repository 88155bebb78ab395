#include "harness/run/sample_plan.h"

#include <gtest/gtest.h>

#include <cmath>

#include "harness/core/error.h"

namespace assay::run {
namespace {

using Sought = SamplePlan::Sought;

TEST(SamplePlan, SeeksWhatIsNotGiven) {
  const metrics::PairedVariance variance{.between = 1.0 / 9};
  const SamplePlan samples = plan_means({std::nullopt, 0.03, {}}, variance);
  EXPECT_EQ(samples.sought, Sought::kSamples);
  EXPECT_EQ(samples.samples, 969.0);
  EXPECT_NEAR(samples.exact_samples, 968.9974980677886, 1e-9);
  const SamplePlan difference = plan_means({samples.exact_samples, std::nullopt, {}}, variance);
  EXPECT_EQ(difference.sought, Sought::kDifference);
  EXPECT_NEAR(difference.difference, 0.03, 1e-12);
  const SamplePlan power = plan_means({samples.exact_samples, -0.03, {}}, variance);
  EXPECT_EQ(power.sought, Sought::kPower);
  EXPECT_NEAR(power.power, 0.8, 1e-5);
}

TEST(SamplePlan, ProportionsAreConnors) {
  const SamplePlan samples = plan_proportions({}, 0.1, 0.05);
  EXPECT_EQ(samples.samples, 469.0);
  EXPECT_NEAR(samples.difference, -0.05, 1e-15);
  const SamplePlan power = plan_proportions({samples.exact_samples, std::nullopt, {}}, 0.1, 0.05);
  EXPECT_EQ(power.sought, Sought::kPower);
  EXPECT_NEAR(power.power, 0.8, 1e-9);
}

TEST(SamplePlan, ClustersCountByTheirDesignEffect) {
  const metrics::PairedVariance variance{.between = 0.25};
  const PlanQuestion question{std::nullopt, 0.05, {}};
  const double effect = metrics::design_effect(5.0, 0.5);
  EXPECT_EQ(effect, 3.0);
  EXPECT_NEAR(plan_means(question, variance, effect).exact_samples, 3.0 * plan_means(question, variance).exact_samples,
              1e-9);
  const PlanQuestion backwards{300.0, std::nullopt, {}};
  EXPECT_NEAR(plan_means(backwards, variance, effect).difference,
              std::sqrt(3.0) * plan_means(backwards, variance).difference, 1e-12);
}

TEST(SamplePlan, IsAWholeNumberOfTwoOrMore) {
  EXPECT_EQ(plan_means({std::nullopt, 100.0, {}}, {.between = 1.0}).samples, 2.0);
  EXPECT_THROW(plan_means({std::nullopt, 1e-140, {}}, {.between = 1.0}), Error);
}

RunFacts facts(int epochs) {
  RunFacts facts;
  RunFacts::Task task;
  task.name = "quiz";
  task.epochs = epochs;
  facts.tasks = {task};
  return facts;
}

ResultRow row(std::optional<double> error, std::optional<double> within, std::string reason = "") {
  ResultRow row;
  row.model = "m";
  row.task = "quiz";
  row.metric = "acc";
  row.estimate.scored = 400;
  row.estimate.standard_error = error;
  row.estimate.standard_error_within = within;
  row.estimate.no_interval = std::move(reason);
  return row;
}

TEST(SamplePlan, OneRunIsTakenToMeetAnotherLikeIt) {
  // A standard deviation of 0.4 over 400 samples.
  const std::vector<ResultRow> rows = {row(0.02, std::nullopt)};
  const auto half = spread_of_run(facts(1), rows, 0.5, std::nullopt);
  EXPECT_NEAR(half[0].variance->of_difference(), 0.16, 1e-12);
  EXPECT_FALSE(half[0].knows_epochs);
  EXPECT_NEAR(spread_of_run(facts(1), rows, 0.0, std::nullopt)[0].variance->of_difference(), 0.32, 1e-12);
}

TEST(SamplePlan, EpochsTakeTheirPartOfTheSpread) {
  // Of the variance 0.16 of a mean of four answers the answers make 0.04, so that one answer varies by 0.16.
  const std::vector<ResultRow> rows = {row(0.02, 0.01)};
  StoredSpread spread = spread_of_run(facts(4), rows, 0.5, std::nullopt)[0];
  EXPECT_TRUE(spread.knows_epochs);
  EXPECT_NEAR(spread.variance->between, 0.12, 1e-12);
  EXPECT_NEAR(spread.variance->within_base, 0.16, 1e-12);
  EXPECT_NEAR(spread.variance->of_difference(), 0.12 + 2 * 0.04, 1e-12);
  // With one epoch that part can only be given.
  spread = spread_of_run(facts(1), std::vector<ResultRow>{row(0.02, std::nullopt)}, 0.5, 0.2)[0];
  EXPECT_TRUE(spread.knows_epochs);
  EXPECT_NEAR(spread.variance->between, 0.12, 1e-12);
  EXPECT_NEAR(spread.variance->of_difference(), 0.2, 1e-12);
}

TEST(SamplePlan, SaysWhyARunHasNoSpread) {
  const std::vector<ResultRow> rows = {row(std::nullopt, std::nullopt, "all values are equal"),
                                       row(0.02, std::nullopt)};
  EXPECT_EQ(spread_of_run(facts(1), rows, 0.5, std::nullopt)[0].reason, "all values are equal");
  EXPECT_EQ(spread_of_run(facts(1), rows, 0.5, 3.0)[1].reason,
            "the scores vary far less than the standard deviation over epochs tells");
}

TEST(SamplePlan, TwoRunsShowTheirDifferences) {
  Comparison comparison;
  PairedResult result;
  result.base_model = result.candidate_model = "m";
  result.task = "quiz";
  result.metric = "acc";
  result.n = 100;
  result.standard_error = 0.05;
  comparison.results = {result};
  const RunFacts one = facts(1), four = facts(4);
  const std::vector<ResultRow> single = {row(0.02, std::nullopt)}, several = {row(0.02, 0.01)};
  StoredSpread spread = spread_of_pairs(comparison, {one, single}, {four, several}, std::nullopt)[0];
  EXPECT_FALSE(spread.knows_epochs);
  EXPECT_NEAR(spread.variance->of_difference(), 0.25, 1e-12);
  spread = spread_of_pairs(comparison, {four, several}, {four, several}, std::nullopt)[0];
  EXPECT_TRUE(spread.knows_epochs);
  EXPECT_NEAR(spread.variance->between, 0.25 - 0.08, 1e-12);
  EXPECT_NEAR(spread.variance->of_difference(), 0.25, 1e-12);
  comparison.results[0].standard_error.reset();
  EXPECT_EQ(spread_of_pairs(comparison, {one, single}, {one, single}, std::nullopt)[0].reason,
            "the two runs do not differ in any sample");
  comparison.results[0].test = "same_answers";
  EXPECT_EQ(spread_of_pairs(comparison, {one, single}, {one, single}, std::nullopt)[0].reason,
            "both sides are the same answers");
}

}  // namespace
}  // namespace assay::run
