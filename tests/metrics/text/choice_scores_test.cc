#include "metrics/text/choice_scores.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/metrics/scoring.h"

namespace assay::metrics {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();

Loglikelihoods answer_of(const std::vector<double>& values) {
  return std::get<Loglikelihoods>(test::logprobs(values).body);
}

TEST(ChoiceScores, SaysWhatIsWrongWithTheChoices) {
  Sample sample;
  EXPECT_EQ(trouble_with_choices(sample)->reason, "no choices");
  sample.choices = {"a", "b"};
  EXPECT_EQ(trouble_with_choices(sample)->reason, "no reference");
  sample.target_choices = {0, -1};
  EXPECT_EQ(trouble_with_choices(sample)->reason, "the right choice is number -1 of 2 (from 0)");
  sample.target_choices = {1};
  EXPECT_FALSE(trouble_with_choices(sample).has_value());
  EXPECT_TRUE(is_right_choice(sample, 1));
  EXPECT_FALSE(is_right_choice(sample, 0));
}

TEST(ChoiceScores, OnlyLogarithmsOfProbabilitiesAreTaken) {
  Sample sample;
  sample.choices = {"a", "b"};
  EXPECT_EQ(std::get<0>(choice_logprobs(sample, answer_of({-kInf, -2.0}))), (std::vector<double>{-kInf, -2.0}));
  EXPECT_EQ(std::get<Unscored>(choice_logprobs(sample, answer_of({-1.0}))).reason, "1 log-likelihoods for 2 choices");
  EXPECT_EQ(std::get<Unscored>(choice_logprobs(sample, answer_of({-1.0, kInf}))).reason,
            "the log-likelihood of choice 1 is inf");
  EXPECT_TRUE(std::holds_alternative<Unscored>(choice_logprobs(sample, answer_of({std::nan(""), -1.0}))));
}

TEST(ChoiceScores, TheBestIsTheFirstOfEqualOnes) {
  EXPECT_EQ(best_choice(std::vector<double>{-3.0, -1.0, -1.0}), 1U);
  EXPECT_EQ(best_choice(std::vector<double>{-kInf, -kInf}), std::nullopt);
  EXPECT_EQ(best_choice({}), std::nullopt);
}

TEST(ChoiceScores, ProbabilitiesSumToOneHoweverSmall) {
  const std::vector<double> logs = log_softmax(std::vector<double>{-5000.0, -5000.0 - std::log(3.0), -kInf});
  EXPECT_NEAR(std::exp(logs[0]), 0.75, 1e-12);
  EXPECT_NEAR(std::exp(logs[1]), 0.25, 1e-12);
  EXPECT_EQ(logs[2], -kInf);
}

}  // namespace
}  // namespace assay::metrics
