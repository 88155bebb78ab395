#include "metrics/extract/answer_scores.h"

#include <gtest/gtest.h>

#include "tests/metrics/scoring.h"

namespace assay::metrics {
namespace {

TEST(AnswerScores, MeanOfTheEpochsWithTheirDetails) {
  const std::vector<Response> epochs = {test::completion("aa", 0), test::completion("a", 1), test::completion("b", 2)};
  const Scored scored = mean_over_answers(epochs, [](std::string_view text, std::string& detail) {
    detail = text[0];
    return static_cast<double>(text.size());
  });
  EXPECT_NEAR(scored.value.value(), 4.0 / 3.0, 1e-15);
  EXPECT_EQ(scored.detail, "a; b");
}

TEST(AnswerScores, OneAnswerWithoutScoreLeavesTheSampleUnscored) {
  const std::vector<Response> epochs = {test::completion("a", 0), test::completion("", 1)};
  const Scored scored = mean_over_answers(epochs, [](std::string_view text, std::string&) -> std::variant<double, Unscored> {
    if (text.empty()) return Unscored{"an empty answer"};
    return 1.0;
  });
  EXPECT_EQ(test::unscored_reason(scored), "an empty answer");
}

TEST(AnswerScores, AnswerThatIsNoTextIsUnscored) {
  const std::vector<Response> epochs = {test::logprobs({-1.0})};
  const Scored scored = mean_over_answers(epochs, [](std::string_view, std::string&) { return 1.0; });
  EXPECT_EQ(test::unscored_reason(scored), "the answer is log-likelihoods, expected a completion");
}

}  // namespace
}  // namespace assay::metrics
