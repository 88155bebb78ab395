#include "metrics/text/epochs.h"

#include <gtest/gtest.h>

#include "tests/metrics/scoring.h"

namespace assay::metrics {
namespace {

TEST(Epochs, TakeTheTextsOfSlotZero) {
  std::vector<Response> epochs = {test::completion("a", 0), test::completion("other", 0), test::completion("b", 1)};
  epochs[1].id.slot = 1;
  EXPECT_EQ(std::get<0>(completion_texts(epochs)), (std::vector<std::string_view>{"a", "b"}));
}

TEST(Epochs, WrongKindsAreUnscoredWithTheReason) {
  const std::vector<Response> text = {test::completion("a")};
  EXPECT_EQ(std::get<Unscored>(loglikelihoods(text)).reason, "the answer is a completion, expected log-likelihoods");
  const std::vector<Response> failed = {{{"s", 0, 0}, Failure{}, {}, {}}};
  EXPECT_EQ(std::get<Unscored>(completion_texts(failed)).reason, "the answer is a failure, expected a completion");
  EXPECT_EQ(std::get<Unscored>(completion_texts({})).reason, "no answer");
}

TEST(Epochs, UnconditionalLoglikelihoodsAreThoseOfSlotOneOfTheSameEpoch) {
  std::vector<Response> answers = {test::logprobs({-1.0}, 0), test::logprobs({-2.0}, 1), test::logprobs({-4.0}, 1),
                                   test::logprobs({-3.0}, 0)};
  answers[2].id.slot = 1;
  answers[3].id.slot = 1;
  const auto found = std::get<0>(unconditional_loglikelihoods(answers));
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0]->continuations[0].logprob, -3.0);
  EXPECT_EQ(found[1]->continuations[0].logprob, -4.0);
  answers.pop_back();
  EXPECT_EQ(std::get<Unscored>(unconditional_loglikelihoods(answers)).reason,
            "no log-likelihoods of the choices without their context");
  EXPECT_EQ(std::get<Unscored>(unconditional_loglikelihoods({})).reason, "no answer");
}

TEST(Epochs, MeanOverEpochsKeepsTheirNumberAndSpread) {
  const std::vector<Response> epochs = {test::completion("a", 0), test::completion("abc", 1)};
  const Scored scored = mean_over_epochs(test::sample_with_targets({"x"}), epochs,
                                         [](std::string_view text) { return static_cast<double>(text.size()); });
  EXPECT_EQ(std::get<StatsRow>(scored.row), (StatsRow{2.0, 2.0, 2.0}));
  EXPECT_EQ(scored.value, 2.0);
}

}  // namespace
}  // namespace assay::metrics
