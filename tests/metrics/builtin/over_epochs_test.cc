#include <gtest/gtest.h>

#include <cmath>

#include "tests/metrics/scoring.h"

namespace assay::test {
namespace {

Scored score_answers(std::string_view written, const std::vector<std::string>& answers,
                     std::vector<std::string> targets = {"x"}) {
  std::vector<Response> epochs;
  for (const std::string& answer : answers) epochs.push_back(completion(answer, static_cast<int>(epochs.size())));
  return metric_of(written)->score(sample_with_targets(std::move(targets)), epochs);
}

double value_of_answers(std::string_view written, const std::vector<std::string>& answers) {
  return score_answers(written, answers).value.value();
}

double choose(int n, int k) {
  return k > n ? 0.0 : std::round(std::exp(std::lgamma(n + 1.0) - std::lgamma(k + 1.0) - std::lgamma(n - k + 1.0)));
}

TEST(OverEpochs, PassAtKAndPassHatKAreTheirFormulas) {
  for (int n = 1; n <= 8; ++n) {
    for (int c = 0; c <= n; ++c) {
      std::vector<std::string> answers(static_cast<std::size_t>(n), "wrong");
      for (int i = 0; i < c; ++i) answers[static_cast<std::size_t>(i)] = "x";
      for (int k = 1; k <= n; ++k) {
        const std::string option = ":k=" + std::to_string(k);
        EXPECT_NEAR(value_of_answers("pass_at_k" + option, answers), 1.0 - choose(n - c, k) / choose(n, k), 1e-12);
        EXPECT_NEAR(value_of_answers("pass_hat_k" + option, answers), choose(c, k) / choose(n, k), 1e-12);
        EXPECT_EQ(value_of_answers("at_least_k" + option, answers), c >= k ? 1.0 : 0.0);
      }
    }
  }
}

TEST(OverEpochs, OneOfOneIsTheAccuracyWhateverTheMetric) {
  for (const char* name : {"pass_at_k", "pass_hat_k", "maj_at_k", "at_least_k"}) {
    EXPECT_EQ(value_of_answers(name, {"x"}), 1.0) << name;
    EXPECT_EQ(value_of_answers(name, {"y"}), 0.0) << name;
  }
  EXPECT_NEAR(value_of_answers("maj_at_k", {"x", "y", "y", "z"}), 0.25, 1e-15);
}

TEST(OverEpochs, TheMostFrequentAnswerIsVotedFor) {
  EXPECT_EQ(value_of_answers("maj_at_k:k=5", {"x", "y", "x", "z", "w"}), 1.0);
  EXPECT_EQ(value_of_answers("maj_at_k:k=5", {"x", "y", "y", "z", "w"}), 0.0);
  EXPECT_EQ(value_of_answers("maj_at_k:k=4", {"x", "y", "y", "x"}), 0.5);
}

TEST(OverEpochs, RightIsWhatExactMatchCallsRight) {
  EXPECT_EQ(value_of_answers("pass_hat_k:k=3,ignore_case=true,strip=true,ignore_punctuation=true", {" X", "x.", "x"}),
            1.0);
  // Answers that are equal once normalised vote together.
  EXPECT_EQ(value_of_answers("maj_at_k:k=5,ignore_case=true", {"X", "x", "y", "y", "z"}), 0.5);
  EXPECT_EQ(score_answers("pass_at_k:k=2", {"b", "c"}, {"a", "b"}).value, 1.0);
}

TEST(OverEpochs, TooFewEpochsAreUnscoredWithTheReason) {
  EXPECT_EQ(unscored_reason(score_answers("pass_at_k:k=5", {"x"})),
            "pass_at_k with k = 5 needs 5 epochs or more, and there is 1");
  EXPECT_EQ(unscored_reason(score_answers("at_least_k:k=3", {"x", "x"})),
            "at_least_k with k = 3 needs 3 epochs or more, and there are 2");
  EXPECT_EQ(unscored_reason(score_answers("maj_at_k", {"x"}, {})), "no reference");
  const std::vector<Response> wrong = {logprobs({-1.0})};
  EXPECT_EQ(unscored_reason(metric_of("pass_at_k")->score(sample_with_targets({"a"}), wrong)),
            "the answer is log-likelihoods, expected a completion");
}

TEST(OverEpochs, EndlessBacktrackingIsUnscored) {
  EXPECT_NE(unscored_reason(score_answers("pass_at_k:regexes_to_ignore=(x+x+)+[yz]", {std::string(50000, 'x')})), "");
}

TEST(OverEpochs, TheGroupIsTheMeanOfItsSamples) {
  const auto metric = metric_of("pass_at_k:k=2");
  RowTable table;
  table.add(score_answers("pass_at_k:k=2", {"x", "y", "z"}));
  table.add(score_answers("pass_at_k:k=2", {"x", "x"}));
  EXPECT_EQ(table.width, 1U);
  EXPECT_NEAR(metric->value(table.rows()).value(), (2.0 / 3.0 + 1.0) / 2.0, 1e-15);
}

TEST(OverEpochs, SignatureNamesKAndWhatIsSet) {
  EXPECT_EQ(metric_of("maj_at_k:k=8")->signature(), "k:8");
  EXPECT_EQ(metric_of("pass_at_k:k=2,strip=true")->signature(), "k:2|strip:yes");
  EXPECT_THROW(metric_of("pass_at_k:k=0"), Error);
  EXPECT_EQ(score_answers("pass_at_k:k=2", {"x", "y"}).detail, "1 of 2 right");
}

}  // namespace
}  // namespace assay::test
