#include <gtest/gtest.h>

#include <limits>

#include "tests/metrics/scoring.h"

namespace assay::test {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();

Sample sample_with_choices(std::vector<std::string> choices, std::vector<int> right) {
  Sample sample;
  sample.choices = std::move(choices);
  sample.target_choices = std::move(right);
  return sample;
}

Scored score_choices(std::string_view name, const Sample& sample, const std::vector<double>& values) {
  const std::vector<Response> epochs = {logprobs(values)};
  return metric_of(name)->score(sample, epochs);
}

TEST(ChoiceAccuracy, AccTakesTheHighestLogProbability) {
  const Sample sample = sample_with_choices({"a", "b", "c"}, {1});
  EXPECT_EQ(score_choices("acc", sample, {-3.0, -1.0, -2.0}).value, 1.0);
  EXPECT_EQ(score_choices("acc", sample, {-0.5, -1.0, -2.0}).value, 0.0);
}

TEST(ChoiceAccuracy, NormalisationsDivideByCharactersOrBytes) {
  // Per character: -6/2 and -10/4; per byte: -6/6 and -10/4.
  const Sample sample = sample_with_choices({"\xE4\xBD\xA0\xE5\xA5\xBD", "abcd"}, {0});
  EXPECT_EQ(score_choices("acc", sample, {-6.0, -10.0}).value, 1.0);
  EXPECT_EQ(score_choices("acc_norm", sample, {-6.0, -10.0}).value, 0.0);
  EXPECT_EQ(score_choices("acc_bytes", sample, {-6.0, -10.0}).value, 1.0);
}

TEST(ChoiceAccuracy, TokensDivideWhereTheirNumberIsKnown) {
  const Sample sample = sample_with_choices({"a", "b"}, {1});
  std::vector<Response> epochs = {logprobs({-2.0, -3.0})};
  EXPECT_EQ(metric_of("acc_tokens")->score(sample, epochs).value, 0.0);
  auto& scores = std::get<Loglikelihoods>(epochs[0].body).continuations;
  scores[1].num_tokens = 2;
  EXPECT_EQ(metric_of("acc_tokens")->score(sample, epochs).value, 1.0);
  scores[0].num_tokens = 0;
  EXPECT_EQ(unscored_reason(metric_of("acc_tokens")->score(sample, epochs)),
            "the number of tokens of choice 0 is not known");
}

Scored score_mutual_information(const std::vector<double>& conditional, const std::vector<double>& unconditional) {
  std::vector<Response> epochs = {logprobs(conditional), logprobs(unconditional)};
  epochs[1].id.slot = 1;
  return metric_of("acc_mutual_info")->score(sample_with_choices({"a", "b"}, {1}), epochs);
}

TEST(ChoiceAccuracy, MutualInformationSubtractsWhatAChoiceHasByItself) {
  EXPECT_EQ(score_mutual_information({-2.0, -3.0}, {-2.0, -5.0}).value, 1.0);
  EXPECT_EQ(score_mutual_information({-2.0, -3.0}, {-4.0, -4.0}).value, 0.0);
  EXPECT_EQ(score_mutual_information({-kInf, -3.0}, {-4.0, -4.0}).value, 1.0);
  EXPECT_TRUE(metric_of("acc_mutual_info")->info().needs_unconditional);
  EXPECT_FALSE(metric_of("acc")->info().needs_unconditional);
}

TEST(ChoiceAccuracy, MutualInformationWithoutTheSecondAnswerIsUnscored) {
  EXPECT_EQ(unscored_reason(score_choices("acc_mutual_info", sample_with_choices({"a", "b"}, {1}), {-1.0, -2.0})),
            "no log-likelihoods of the choices without their context");
  EXPECT_EQ(unscored_reason(score_mutual_information({-2.0, -3.0}, {-2.0})),
            "without the context: 1 log-likelihoods for 2 choices");
  EXPECT_EQ(unscored_reason(score_mutual_information({-2.0, -3.0}, {-2.0, -kInf})),
            "without the context: the log-likelihood of choice 1 is -inf");
}

TEST(ChoiceAccuracy, LowestIndexWinsATie) {
  EXPECT_EQ(score_choices("acc", sample_with_choices({"a", "b"}, {0}), {-1.0, -1.0}).value, 1.0);
  EXPECT_EQ(score_choices("acc", sample_with_choices({"a", "b"}, {1}), {-1.0, -1.0}).value, 0.0);
}

TEST(ChoiceAccuracy, AnyRightChoiceCounts) {
  const Sample sample = sample_with_choices({"a", "b", "c"}, {0, 2});
  EXPECT_EQ(score_choices("acc", sample, {-3.0, -2.0, -1.0}).value, 1.0);
}

TEST(ChoiceAccuracy, ImpossibleChoicesNeverWin) {
  const Sample sample = sample_with_choices({"a", "b"}, {1});
  EXPECT_EQ(score_choices("acc", sample, {-kInf, -900.0}).value, 1.0);
  EXPECT_EQ(unscored_reason(score_choices("acc", sample, {-kInf, -kInf})), "no choice has a finite log-likelihood");
}

TEST(ChoiceAccuracy, EmptyChoiceHasNoLengthToDivideBy) {
  const Sample sample = sample_with_choices({"", "b"}, {1});
  EXPECT_EQ(score_choices("acc_norm", sample, {-0.1, -5.0}).value, 1.0);
  EXPECT_EQ(score_choices("acc", sample, {-0.1, -5.0}).value, 0.0);
}

TEST(ChoiceAccuracy, BrokenInputsAreUnscored) {
  const Sample sample = sample_with_choices({"a", "b"}, {1});
  EXPECT_FALSE(score_choices("acc", sample, {-1.0, std::nan("")}).is_scored());
  EXPECT_FALSE(score_choices("acc", sample, {-1.0, kInf}).is_scored());
  EXPECT_EQ(unscored_reason(score_choices("acc", sample, {-1.0})), "1 log-likelihoods for 2 choices");
  EXPECT_EQ(unscored_reason(score_choices("acc", sample_with_choices({"a"}, {}), {-1.0})), "no reference");
  EXPECT_EQ(unscored_reason(score_choices("acc", sample_with_choices({"a"}, {1}), {-1.0})),
            "the right choice is number 1 of 1 (from 0)");
  EXPECT_EQ(unscored_reason(score_choices("acc", sample_with_choices({}, {0}), {})), "no choices");
  const std::vector<Response> text = {completion("a")};
  EXPECT_EQ(unscored_reason(metric_of("acc")->score(sample, text)),
            "the answer is a completion, expected log-likelihoods");
}

TEST(ChoiceAccuracy, MeanOverEpochsAndSamples) {
  const auto metric = metric_of("acc");
  const Sample sample = sample_with_choices({"a", "b"}, {0});
  const std::vector<Response> epochs = {logprobs({-1.0, -2.0}, 0), logprobs({-2.0, -1.0}, 1)};
  RowTable table;
  table.add(metric->score(sample, epochs));
  EXPECT_EQ(table.data, (std::vector<double>{0.5, 2.0, 0.5}));
  const std::vector<Response> right = {logprobs({-1.0, -2.0}, 0)};
  table.add(metric->score(sample, right));
  EXPECT_EQ(metric->value(table.rows()), 0.75);
  EXPECT_EQ(metric->value({}), std::nullopt);
}

}  // namespace
}  // namespace assay::test
