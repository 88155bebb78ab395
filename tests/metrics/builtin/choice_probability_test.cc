#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/metrics/scoring.h"

namespace assay::test {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();

Sample sample_with_choices(std::size_t num_choices, std::vector<int> right) {
  Sample sample;
  sample.id = "s";
  for (std::size_t i = 0; i < num_choices; ++i) sample.choices.push_back(std::string(1, static_cast<char>('a' + i)));
  sample.target_choices = std::move(right);
  return sample;
}

/// Scores the choices of these probabilities, of which the logarithms are given to the metric with a common constant.
Scored score_probabilities(std::string_view name, const std::vector<double>& probabilities, std::vector<int> right) {
  std::vector<double> values;
  for (const double p : probabilities) values.push_back(std::log(p) - 7.0);
  const std::vector<Response> epochs = {logprobs(values)};
  return metric_of(name)->score(sample_with_choices(values.size(), std::move(right)), epochs);
}

TEST(ChoiceProbability, BrierIsTheSquaredDistanceFromTheRightChoice) {
  EXPECT_NEAR(score_probabilities("brier", {0.5, 0.3, 0.2}, {1}).value.value(), 0.25 + 0.49 + 0.04, 1e-12);
  EXPECT_NEAR(score_probabilities("brier", {1.0, 1e-300}, {0}).value.value(), 0.0, 1e-12);
  EXPECT_NEAR(score_probabilities("brier", {1.0, 1e-300}, {1}).value.value(), 2.0, 1e-12);
}

TEST(ChoiceProbability, SeveralRightChoicesAreOneOutcome) {
  EXPECT_NEAR(score_probabilities("brier", {0.5, 0.3, 0.2}, {1, 2}).value.value(), 0.25 + 0.25, 1e-12);
  EXPECT_NEAR(score_probabilities("choice_nll", {0.5, 0.3, 0.2}, {1, 2}).value.value(), -std::log(0.5), 1e-12);
  EXPECT_NEAR(score_probabilities("choice_nll", {0.5, 0.5}, {0, 1}).value.value(), 0.0, 1e-12);
}

TEST(ChoiceProbability, TargetProbabilityIsThatOfAllRightChoicesTogether) {
  EXPECT_NEAR(score_probabilities("target_probability", {0.5, 0.3, 0.2}, {1, 2}).value.value(), 0.5, 1e-12);
  EXPECT_NEAR(score_probabilities("target_probability", {0.5, 0.3, 0.2}, {0}).value.value(), 0.5, 1e-12);
  EXPECT_NEAR(score_probabilities("target_probability", {0.25, 0.75}, {0, 1}).value.value(), 1.0, 1e-12);
  const std::vector<Response> hopeless = {logprobs({-1.0, -kInf})};
  EXPECT_NEAR(metric_of("target_probability")->score(sample_with_choices(2, {1}), hopeless).value.value(), 0.0, 1e-12);
  // Far below what a double holds as a probability they still divide.
  const std::vector<Response> far = {logprobs({-2000.0, -2000.0})};
  EXPECT_NEAR(metric_of("target_probability")->score(sample_with_choices(2, {1}), far).value.value(), 0.5, 1e-12);
}

TEST(ChoiceProbability, BrierEqualsLmEvalsOnTheGoldenChoices) {
  const Value golden = read_json(test_data("golden/metrics/choices_expected.json"));
  const auto metric = metric_of("brier");
  RowTable table;
  for (std::size_t i = 0; i < golden.find("targets")->size(); ++i) {
    std::vector<double> values;
    for (const Value& v : golden.find("logprobs")->as_array()[i].as_array()) values.push_back(v.as_double());
    const std::vector<Response> epochs = {logprobs(values)};
    const int target = static_cast<int>(golden.find("targets")->as_array()[i].as_int());
    const Scored scored = metric->score(sample_with_choices(values.size(), {target}), epochs);
    EXPECT_NEAR(scored.value.value(), golden.find("brier_of_samples")->as_array()[i].as_double(), 1e-12);
    table.add(scored);
  }
  EXPECT_NEAR(metric->value(table.rows()).value(), golden.find("brier")->as_double(), 1e-12);
}

TEST(ChoiceProbability, NllOfAHopelessChoiceIsExact) {
  const std::vector<Response> epochs = {logprobs({-1.0, -2001.0})};
  EXPECT_NEAR(metric_of("choice_nll")->score(sample_with_choices(2, {1}), epochs).value.value(), 2000.0, 1e-9);
  const std::vector<Response> impossible = {logprobs({-1.0, -kInf})};
  EXPECT_EQ(unscored_reason(metric_of("choice_nll")->score(sample_with_choices(2, {1}), impossible)),
            "the right choice has a probability of 0: its negative logarithm is infinite");
  EXPECT_NEAR(metric_of("brier")->score(sample_with_choices(2, {1}), impossible).value.value(), 2.0, 1e-12);
}

TEST(ChoiceProbability, EceIsTheWeightedGapOfItsBins) {
  const auto metric = metric_of("ece:bins=2");
  // The bin up to 1/2 has the confidences 0.4 and 0.5, of which one is right; the other has 0.9 and 0.7, both right.
  const std::vector<double> data = {0.4, 1.0, 0.5, 0.0, 0.9, 1.0, 0.7, 1.0};
  EXPECT_NEAR(metric->value({data, 2, {}}).value(), (std::abs(1.0 - 0.9) + std::abs(2.0 - 1.6)) / 4.0, 1e-12);
  const std::vector<double> weights = {0.0, 2.0, 0.0, 1.0};
  EXPECT_NEAR(metric->value({data, 2, weights}).value(), (1.0 + 0.3) / 3.0, 1e-12);
  const std::vector<double> none = {0.0, 0.0, 0.0, 0.0};
  EXPECT_EQ(metric->value({data, 2, none}), std::nullopt);
}

TEST(ChoiceProbability, EceTakesTheTopChoice) {
  const Scored scored = score_probabilities("ece", {0.2, 0.7, 0.1}, {1});
  const StatsRow& row = std::get<StatsRow>(scored.row);
  EXPECT_NEAR(row[0], 0.7, 1e-12);
  EXPECT_EQ(row[1], 1.0);
  EXPECT_EQ(std::get<StatsRow>(score_probabilities("ece", {0.2, 0.7, 0.1}, {0}).row)[1], 0.0);
  EXPECT_EQ(metric_of("ece:bins=15")->signature(), "bins:15");
  EXPECT_THROW(metric_of("ece:bins=0"), Error);
  EXPECT_THROW(metric_of("brier:bins=5"), Error);
}

TEST(ChoiceProbability, EpochsAreAveraged) {
  const std::vector<Response> epochs = {logprobs({std::log(0.6), std::log(0.4)}, 0),
                                        logprobs({std::log(0.2), std::log(0.8)}, 1)};
  const Sample sample = sample_with_choices(2, {0});
  EXPECT_NEAR(metric_of("brier")->score(sample, epochs).value.value(), (0.32 + 1.28) / 2.0, 1e-12);
  const StatsRow row = std::get<StatsRow>(metric_of("ece")->score(sample, epochs).row);
  EXPECT_NEAR(row[0], 0.7, 1e-12);
  EXPECT_EQ(row[1], 0.5);
}

TEST(ChoiceProbability, WhatHasNoProbabilitiesIsUnscored) {
  for (const char* name : {"brier", "ece", "choice_nll"}) {
    const auto metric = metric_of(name);
    const std::vector<Response> impossible = {logprobs({-kInf, -kInf})};
    EXPECT_EQ(unscored_reason(metric->score(sample_with_choices(2, {0}), impossible)),
              "no choice has a finite log-likelihood");
    const std::vector<Response> text = {completion("a")};
    EXPECT_EQ(unscored_reason(metric->score(sample_with_choices(2, {0}), text)),
              "the answer is a completion, expected log-likelihoods");
    EXPECT_EQ(unscored_reason(metric->score(sample_with_choices(2, {}), text)), "no reference");
    EXPECT_FALSE(metric->info().higher_is_better);
  }
}

}  // namespace
}  // namespace assay::test
