#include "harness/run/compare.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>

#include "datasets/registry.h"
#include "harness/core/error.h"
#include "metrics/registry.h"
#include "tests/support/shared.h"

namespace assay::run {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// Sides made of predictions; what a stored run adds (prompts, keys) is set by hand.
class Compare : public testing::Test {
 protected:
  ScoreSet side(const std::vector<std::pair<std::string, std::string>>& answers,
                const std::vector<std::string>& metrics = {"exact_match"}, const std::string& reference = "yes") {
    std::string rows;
    for (const auto& [id, answer] : answers)
      rows += "{\"id\": \"" + id + "\", \"prediction\": " + (answer == "null" ? "null" : "\"" + answer + "\"") +
              ", \"references\": [\"" + reference + "\"]}\n";
    const std::string file = folder_.write(std::to_string(++files_) + ".jsonl", rows);
    for (const ReaderDef* def : datasets::builtin::all_readers())
      if (def->name == "jsonl")
        return prediction_scores(*def->open(file, {}), "t", metrics, metrics::builtin::all_metrics(), "");
    return {};
  }

  std::vector<std::pair<std::string, std::string>> answers(int n, int right) {
    std::vector<std::pair<std::string, std::string>> out;
    for (int i = 0; i < n; ++i) out.emplace_back("s" + std::to_string(i), i < right ? "yes" : "no");
    return out;
  }

  test::TempFolder folder_;
  int files_ = 0;
};

TEST_F(Compare, ALargeLossIsARegressionWithItsFlips) {
  const Comparison c = compare(side(answers(100, 80)), side(answers(100, 50)), {});
  ASSERT_EQ(c.results.size(), 1U);
  const PairedResult& r = c.results[0];
  EXPECT_EQ(r.n, 100);
  EXPECT_DOUBLE_EQ(*r.base, 0.8);
  EXPECT_DOUBLE_EQ(*r.candidate, 0.5);
  EXPECT_NEAR(*r.difference, -0.3, 1e-12);
  EXPECT_EQ(r.test, "mcnemar_mid_p");
  EXPECT_NEAR(*r.standard_error, std::sqrt((0.3 - 0.09) / 99), 1e-12);
  EXPECT_LT(*r.p, 1e-8);
  EXPECT_LT(*r.high, 0.0);
  EXPECT_EQ(r.verdict, Verdict::kRegressed);
  EXPECT_EQ(r.lost, 30);
  EXPECT_EQ(r.gained, 0);
  ASSERT_EQ(c.flips.size(), 30U);
  EXPECT_EQ(c.flips[0].sample, "s50");
}

TEST_F(Compare, AFewPairsAreInconclusiveAndSayWhatTheyCanShow) {
  const Comparison c = compare(side(answers(20, 15)), side(answers(20, 14)), {});
  EXPECT_EQ(c.results[0].verdict, Verdict::kInconclusive);
  EXPECT_GT(*c.results[0].mde, 0.05);
}

TEST_F(Compare, ManyEqualPairsAreEquivalent) {
  const Comparison c = compare(side(answers(600, 300)), side(answers(600, 300)), {});
  EXPECT_EQ(*c.results[0].difference, 0.0);
  EXPECT_EQ(c.results[0].verdict, Verdict::kEquivalent);
  EXPECT_TRUE(c.flips.empty());
}

TEST_F(Compare, TheSameAnswersDifferByExactlyNothing) {
  ScoreSet one = side(answers(10, 5));
  for (auto& sample : one.tasks[0].samples) sample.keys = "k" + sample.id;
  const Comparison c = compare(one, one, {});
  EXPECT_EQ(c.results[0].low, 0.0);
  EXPECT_EQ(c.results[0].high, 0.0);
  EXPECT_EQ(c.results[0].verdict, Verdict::kEquivalent);
  EXPECT_EQ(c.results[0].test, "same_answers");
}

TEST_F(Compare, SamplesOfOneSideAndFailedOnesAreLeftOutAndCounted) {
  auto left = answers(30, 20), right = answers(30, 20);
  left.emplace_back("only", "yes");
  right[3].second = "null";
  const Comparison c = compare(side(left), side(right), {});
  EXPECT_EQ(c.results[0].n, 29);
  EXPECT_EQ(c.results[0].failed_candidate, 1);
  EXPECT_EQ(c.results[0].only_base, 2);
}

TEST_F(Compare, SamplesArePairedByContentWhereIdsAreOthers) {
  ScoreSet left = side(answers(4, 2)), right = side(answers(4, 2));
  for (std::size_t i = 0; i < 4; ++i) {
    left.tasks[0].samples[i].input = right.tasks[0].samples[i].input = "question " + std::to_string(i);
    right.tasks[0].samples[i].id = "other" + std::to_string(i);
  }
  EXPECT_EQ(compare(left, right, {}).results[0].n, 4);
  right.tasks[0].samples[1].input = "question 0";
  EXPECT_EQ(compare(left, right, {}).results[0].n, 2) << "what comes twice pairs with nothing";
}

TEST_F(Compare, ChangedTargetsPromptsAndQuestionsAreNamed) {
  ScoreSet left = side(answers(6, 3)), right = side(answers(6, 3));
  left.tasks[0].samples[0].target = "changed";
  left.tasks[0].samples[1].input = "changed";
  for (auto* set : {&left, &right})
    for (auto& sample : set->tasks[0].samples) sample.prompt = "p";
  right.tasks[0].samples[2].prompt = "changed";
  const Comparison c = compare(left, right, {});
  EXPECT_EQ(c.results[0].n, 3);
  ASSERT_EQ(c.not_comparable.size(), 3U);
  EXPECT_THAT(c.not_comparable[0].reason, HasSubstr("1 of 6 shared samples: the question changed"));
  EXPECT_THAT(c.not_comparable[1].reason, HasSubstr("the target changed"));
  EXPECT_THAT(c.not_comparable[2].reason, HasSubstr("the prompt changed"));
  CompareOptions across;
  across.across_prompts = true;
  EXPECT_EQ(compare(left, right, across).results[0].n, 4);
  CompareOptions questions;
  questions.across_questions = true;
  EXPECT_EQ(compare(left, right, questions).results[0].n, 5) << "a target that changed is another question in any case";
}

TEST_F(Compare, NothingInCommonIsSaidAndNotCompared) {
  const Comparison c = compare(side({{"a", "yes"}}), side({{"b", "yes"}}, {"exact_match"}, "other"), {});
  EXPECT_TRUE(c.results.empty());
  ASSERT_EQ(c.not_comparable.size(), 1U);
  EXPECT_THAT(c.not_comparable[0].reason, HasSubstr("share no sample"));
}

TEST_F(Compare, MetricsScoredInDifferentWaysAreNotCompared) {
  const Comparison c = compare(side(answers(9, 3), {"exact_match", "bleu"}),
                               side(answers(9, 3), {"exact_match:ignore_case=true", "rouge_1"}), {});
  EXPECT_TRUE(c.results.empty());
  ASSERT_EQ(c.not_comparable.size(), 3U);
  EXPECT_THAT(c.not_comparable[0].reason, HasSubstr("scored in different ways"));
  EXPECT_EQ(c.not_comparable[1].metric, "bleu");
  EXPECT_EQ(c.not_comparable[2].metric, "rouge_1");
}

TEST_F(Compare, HolmsMethodAdjustsOverAllResults) {
  const std::vector<std::string> metrics = {"exact_match", "token_f1", "chrf"};
  const Comparison c = compare(side(answers(60, 40), metrics), side(answers(60, 30), metrics), {});
  ASSERT_EQ(c.results.size(), 3U);
  EXPECT_EQ(c.results[1].test, "paired_t");
  EXPECT_EQ(c.results[2].test, "randomization");
  for (const PairedResult& r : c.results) EXPECT_GE(*r.p_adjusted, *r.p) << r.metric;
  EXPECT_GT(*c.results[0].p_adjusted, 1.5 * *c.results[0].p);
}

TEST_F(Compare, AMetricThatNoSideHasIsAnError) {
  CompareOptions options;
  options.metrics = {"ter"};
  EXPECT_THROW(compare(side(answers(5, 3)), side(answers(5, 3)), options), Error);
}

TEST_F(Compare, AnIdThatComesTwiceIsAnError) { EXPECT_THROW(side({{"a", "yes"}, {"a", "no"}}), Error); }

TEST_F(Compare, ConstantScoresHaveNoTestAndTheReason) {
  const std::vector<std::string> metrics = {"token_f1"};
  const Comparison c = compare(side(answers(10, 10), metrics), side(answers(10, 10), metrics), {});
  EXPECT_EQ(c.results[0].p, std::nullopt);
  EXPECT_FALSE(c.results[0].reason.empty());
  EXPECT_EQ(c.results[0].verdict, Verdict::kInconclusive);
}

}  // namespace
}  // namespace assay::run
