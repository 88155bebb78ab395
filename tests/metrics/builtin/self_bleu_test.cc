#include <gtest/gtest.h>

#include <algorithm>

#include "tests/metrics/scoring.h"

namespace assay::test {
namespace {

Scored score_answers(const Metric& metric, const std::vector<std::string>& answers) {
  std::vector<Response> epochs;
  for (const std::string& answer : answers) epochs.push_back(completion(answer, static_cast<int>(epochs.size())));
  return metric.score({}, epochs);
}

TEST(SelfBleu, EqualsTheMeanOfSacreBleuOfEachAgainstTheOthers) {
  const auto plain = metric_of("self_bleu");
  const auto floor = metric_of("self_bleu:smooth_method=floor,lowercase=true");
  const std::vector<TextLine> lines = golden_lines();
  const Value golden = golden_text_metrics();
  const auto& plain_values = golden.find("lines")->find("self_bleu")->as_array();
  const auto& floor_values = golden.find("lines")->find("self_bleu_floor")->as_array();
  for (std::size_t i = 0; i < lines.size(); ++i) {
    std::vector<std::string> answers = {lines[i].prediction};
    answers.insert(answers.end(), lines[i].references.begin(), lines[i].references.end());
    EXPECT_NEAR(score_answers(*plain, answers).value.value(), plain_values[i].as_double(), 1e-9) << "line " << i;
    EXPECT_NEAR(score_answers(*floor, answers).value.value(), floor_values[i].as_double(), 1e-9) << "line " << i;
  }
}

TEST(SelfBleu, EqualAnswersAreHundredAndDifferentOnesZero) {
  const auto metric = metric_of("self_bleu");
  EXPECT_NEAR(score_answers(*metric, {"a b c d e", "a b c d e"}).value.value(), 100.0, 1e-9);
  EXPECT_EQ(score_answers(*metric, {"a b c d e", "f g h i j"}).value, 0.0);
  EXPECT_FALSE(metric->info().higher_is_better);
}

TEST(SelfBleu, OrderOfTheEpochsDoesNotMatter) {
  const auto metric = metric_of("self_bleu");
  std::vector<std::string> answers = {"the cat sat on the mat", "a cat sat on a mat", "the dog sat on the mat"};
  const double value = score_answers(*metric, answers).value.value();
  std::rotate(answers.begin(), answers.begin() + 1, answers.end());
  EXPECT_NEAR(score_answers(*metric, answers).value.value(), value, 1e-9);
}

TEST(SelfBleu, ShortAnswersCountOnlyWithTheEffectiveOrder) {
  EXPECT_NEAR(score_answers(*metric_of("self_bleu"), {"a b", "a b"}).value.value(), 100.0, 1e-9);
  EXPECT_EQ(score_answers(*metric_of("self_bleu:effective_order=false"), {"a b", "a b"}).value, 0.0);
}

TEST(SelfBleu, ThousandsOfEpochsTakeTimeLinearInThem) {
  std::vector<std::string> answers;
  for (int i = 0; i < 5000; ++i) answers.push_back("the answer number " + std::to_string(i) + " is like all the others");
  EXPECT_GT(score_answers(*metric_of("self_bleu"), answers).value.value(), 50.0);
}

TEST(SelfBleu, OneEpochIsUnscoredAndSaysWhy) {
  EXPECT_EQ(unscored_reason(score_answers(*metric_of("self_bleu"), {"a"})),
            "there is one answer, and self-BLEU compares at least two: set epochs to 2 or more");
}

TEST(SelfBleu, CarriesTheSignatureOfBleu) {
  EXPECT_EQ(metric_of("self_bleu")->signature(), "case:mixed|eff:yes|tok:13a|smooth:exp|version:2.6.0");
}

}  // namespace
}  // namespace assay::test
