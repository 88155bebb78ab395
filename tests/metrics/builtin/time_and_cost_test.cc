#include <gtest/gtest.h>

#include <limits>

#include "tests/metrics/scoring.h"

namespace assay::test {
namespace {

Response timed(double seconds, std::int64_t tokens = 10, int epoch = 0, int slot = 0) {
  Response response = completion("a", epoch);
  response.id.slot = slot;
  response.timing.seconds = seconds;
  response.timing.first_token_seconds = seconds / 4.0;
  response.usage.completion_tokens = tokens;
  response.usage.cost = seconds / 100.0;
  return response;
}

Scored score_responses(std::string_view name, const std::vector<Response>& responses) {
  return metric_of(name)->score(sample_with_targets({}), responses);
}

TEST(TimeAndCost, TakesWhatTheBackendMeasured) {
  EXPECT_EQ(score_responses("latency", {timed(2.0)}).value, 2.0);
  EXPECT_EQ(score_responses("first_token_latency", {timed(2.0)}).value, 0.5);
  EXPECT_EQ(score_responses("cost", {timed(2.0)}).value, 0.02);
  EXPECT_EQ(score_responses("tokens_per_second", {timed(2.0)}).value, 5.0);
}

TEST(TimeAndCost, EpochsAreAveragedAndRequestsOfOneEpochAddUp) {
  const std::vector<Response> responses = {timed(1.0, 10, 0), timed(3.0, 10, 1), timed(2.0, 10, 0, 1),
                                           timed(2.0, 10, 1, 1)};
  EXPECT_EQ(std::get<StatsRow>(score_responses("latency", responses).row), (StatsRow{4.0, 2.0, 2.0}));
  EXPECT_EQ(score_responses("first_token_latency", responses).value, 0.5);
  EXPECT_NEAR(score_responses("cost", responses).value.value(), 0.04, 1e-15);
  EXPECT_EQ(std::get<StatsRow>(score_responses("tokens_per_second", responses).row), (StatsRow{40.0, 8.0}));
}

TEST(TimeAndCost, TokensPerSecondIsOfSums) {
  const auto metric = metric_of("tokens_per_second");
  const std::vector<double> data = {10.0, 1.0, 10.0, 9.0};
  EXPECT_EQ(metric->value({data, 2, {}}), 2.0);
  EXPECT_TRUE(metric->value_is_of_sums());
  const std::vector<double> weights = {0.0, 0.0};
  EXPECT_EQ(metric->value({data, 2, weights}), std::nullopt);
}

TEST(TimeAndCost, WhatIsNotKnownIsUnscoredAndNotZero) {
  const std::vector<Response> unknown = {completion("a")};
  EXPECT_EQ(unscored_reason(score_responses("latency", unknown)), "the time is not known");
  EXPECT_EQ(unscored_reason(score_responses("first_token_latency", unknown)),
            "the time to the first token is not known");
  EXPECT_EQ(unscored_reason(score_responses("cost", unknown)), "the cost is not known");
  EXPECT_EQ(unscored_reason(score_responses("tokens_per_second", unknown)),
            "the number of generated tokens is not known");
  EXPECT_EQ(unscored_reason(score_responses("tokens_per_second", {timed(0.0)})), "the time is not known");
  EXPECT_EQ(unscored_reason(score_responses("tokens_per_second", {logprobs({-1.0})})), "no answer was generated");
  EXPECT_EQ(unscored_reason(score_responses("latency", {timed(std::numeric_limits<double>::infinity())})),
            "the time is not known");
  EXPECT_EQ(unscored_reason(score_responses("latency", {})), "no answer");
}

TEST(TimeAndCost, ACostOfNothingIsKnown) {
  Response free = completion("a");
  free.usage.cost = 0.0;
  EXPECT_EQ(score_responses("cost", {free}).value, 0.0);
}

TEST(TimeAndCost, OnlyTheRateIsBetterWhenHigher) {
  for (const char* name : {"latency", "first_token_latency", "cost"}) {
    EXPECT_FALSE(metric_of(name)->info().higher_is_better) << name;
    EXPECT_EQ(metric_of(name)->info().scale, 0.0);
  }
  EXPECT_TRUE(metric_of("tokens_per_second")->info().higher_is_better);
}

}  // namespace
}  // namespace assay::test
