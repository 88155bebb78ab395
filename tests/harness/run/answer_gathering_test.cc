#include "harness/run/answer_gathering.h"

#include <gtest/gtest.h>

namespace assay::run {
namespace {

Response scored(int slot, int epoch, std::vector<double> logprobs) {
  Response response;
  response.id = {"s", slot, epoch};
  Loglikelihoods scores;
  for (const double logprob : logprobs) scores.continuations.push_back({logprob, 1, 1, false});
  response.body = scores;
  return response;
}

TEST(Gathered, ChoicesThatWereInputsBecomeOneAnswerAnEpoch) {
  Sample sample;
  sample.choices = {"a", "b"};
  const std::vector<Response> answers = {scored(1, 0, {-2.0}), scored(0, 0, {-1.0}), scored(0, 1, {-3.0}),
                                         scored(1, 1, {-4.0}), scored(2, 0, {-5.0, -6.0})};
  const std::vector<Response> found = gathered(sample, answers);
  ASSERT_EQ(found.size(), 3u);
  const auto& first = std::get<Loglikelihoods>(found[0].body).continuations;
  ASSERT_EQ(first.size(), 2u);
  EXPECT_EQ(first[0].logprob, -1.0);
  EXPECT_EQ(first[1].logprob, -2.0);
  EXPECT_EQ(found[1].id.epoch, 1);
  EXPECT_EQ(found[2].id.slot, 1);  // without a context
}

TEST(Gathered, OtherAnswersStayAsTheyAre) {
  Sample sample;
  sample.choices = {"a", "b"};
  const std::vector<Response> answers = {scored(0, 0, {-1.0, -2.0}), scored(1, 0, {-3.0, -4.0})};
  const std::vector<Response> found = gathered(sample, answers);
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[1].id.slot, 1);
  EXPECT_EQ(std::get<Loglikelihoods>(found[0].body).continuations.size(), 2u);
}

}  // namespace
}  // namespace assay::run
