#include "harness/run/turn_metric.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "datasets/task_loader.h"
#include "harness/core/error.h"
#include "harness/core/registry.h"
#include "harness/run/scoring.h"
#include "harness/run/task_metrics.h"
#include "metrics/filter_registry.h"
#include "metrics/registry.h"

namespace assay::run {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Response said(int slot, const std::string& text, int epoch = 0, const std::string& user = "so?") {
  Response response;
  response.id = {"1", slot, epoch};
  response.body = Completion{text, FinishReason::kStop, {}};
  response.user_turn = user;
  return response;
}

Sample sample(std::vector<std::string> targets) {
  Sample out;
  out.id = "1";
  out.targets = std::move(targets);
  return out;
}

std::unique_ptr<Metric> metric(const std::string& written) {
  return std::move(make_written_metrics(std::vector<std::string>{written}, "test", metrics::builtin::all_metrics()).front().metric);
}

// The value, or why there is none.
std::string scored(const std::string& written, const Sample& of, const std::vector<Response>& answers) {
  const std::optional<Scored> score = score_sample(*metric(written), of, answers);
  if (!score) return "failed";
  if (const auto* unscored = std::get_if<Unscored>(&score->row)) return unscored->reason;
  return std::to_string(*score->value).substr(0, 4);
}

const std::vector<Response> kThree = {said(0, "3"), said(1, "5"), said(2, "4")};

TEST(TurnMetric, WithoutAChoiceTheLastTurnIsScored) {
  EXPECT_EQ(scored("exact_match", sample({"4"}), kThree), "1.00");
  EXPECT_EQ(scored("exact_match:turn=last", sample({"3"}), kThree), "0.00");
}

TEST(TurnMetric, AnyTurnCanBeScored) {
  EXPECT_EQ(scored("exact_match:turn=1", sample({"3"}), kThree), "1.00");
  EXPECT_EQ(scored("exact_match:turn=2", sample({"3"}), kThree), "0.00");
  EXPECT_EQ(metric("exact_match:turn=2")->info().name, "exact_match,turn-2");
  EXPECT_THAT(metric("exact_match:turn=2")->signature(), HasSubstr("turn:2"));
}

TEST(TurnMetric, ATurnThatIsNotThereIsUnscoredAndNotWrong) {
  EXPECT_EQ(scored("exact_match:turn=4", sample({"3"}), kThree), "the dialogue has only 3 turns");
  Response alone = said(0, "3", 0, "");
  EXPECT_EQ(scored("exact_match:turn=1", sample({"3"}), {alone}), "1.00");
  EXPECT_EQ(scored("exact_match:turn=2", sample({"3"}), {alone}), "it is one question and no dialogue: there is no other turn");
}

TEST(TurnMetric, AFailedTurnFailsTheSample) {
  std::vector<Response> answers = kThree;
  answers[1].body = Failure{FailureKind::kTimeout, "", 1};
  EXPECT_EQ(scored("exact_match:turn=1", sample({"3"}), answers), "failed");
}

TEST(TurnMetric, EachTurnMayHaveItsOwnTarget) {
  const Sample own = sample({"3", "5", "6"});
  EXPECT_EQ(scored("exact_match:turn=2,targets_by_turn=true", own, kThree), "1.00");
  EXPECT_EQ(scored("exact_match:targets_by_turn=true", own, kThree), "0.00");
  EXPECT_EQ(scored("exact_match:turn=all,targets_by_turn=true", own, kThree), "0.66");
  // Without a target for a turn nothing can be said about it.
  EXPECT_THAT(scored("exact_match:turn=3,targets_by_turn=true", sample({"3", "5"}), kThree), HasSubstr("reference"));
  EXPECT_THAT(scored("exact_match:turn=all,targets_by_turn=true", sample({"3", "", "4"}), kThree), HasSubstr("turn 2: "));
}

TEST(TurnMetric, AllTurnsOfAMeanAreTheirMeanAndOfACorpusTheirSum) {
  EXPECT_EQ(scored("exact_match:turn=all", sample({"3"}), kThree), "0.33");
  EXPECT_EQ(metric("exact_match:turn=all")->info().interval, IntervalMethod::kT);
  const auto bleu = metric("bleu:turn=all");
  const auto one = metric("bleu");
  const std::string text = "the river runs down to the sea";
  const std::vector<Response> twice = {said(0, text), said(1, text)};
  const StatsRow both = std::get<StatsRow>(bleu->score(sample({text}), twice).row);
  const StatsRow single = std::get<StatsRow>(score_sample(*one, sample({text}), twice)->row);
  ASSERT_EQ(both.size(), single.size());
  for (std::size_t i = 0; i < both.size(); ++i) EXPECT_DOUBLE_EQ(both[i], 2 * single[i]);
}

TEST(TurnMetric, EpochsOfDifferentLengthsAreEachScoredAtTheirEnd) {
  const std::vector<Response> answers = {said(0, "3", 0), said(1, "5", 0), said(0, "5", 1)};
  EXPECT_EQ(scored("exact_match", sample({"5"}), answers), "1.00");
  EXPECT_THAT(scored("exact_match:targets_by_turn=true", sample({"3", "5"}), answers), HasSubstr("different turns"));
}

TEST(TurnMetric, ATaskListsAMetricOnceForEachTurnAndTheStoreMakesItAgain) {
  const auto spec = datasets::parse_task(
      "task: t\ndataset_kwargs: {data_files: {test: x.jsonl}}\ntest_split: test\ndoc_to_text: q\nturns: [more]\n"
      "targets_by_turn: true\nmetric_list: [{metric: exact_match}, {metric: exact_match, turn: 1}, {metric: exact_match, turn: all}]\n"
      "filter_list: [{name: low, filter: [{function: lowercase}]}]\n",
      "t.yaml", "/tmp");
  const auto defs = metrics::builtin::all_metrics();
  const auto filters = metrics::filters::all_filters();
  std::vector<std::string> names;
  for (const TaskMetric& listed : make_task_metrics(spec, defs, filters)) {
    names.emplace_back(listed.metric->info().name);
    const TaskMetric again = make_stored_metric(names.back(), listed.options, defs, filters);
    EXPECT_EQ(again.metric->signature(), listed.metric->signature());
    EXPECT_EQ(again.metric->info().name, names.back());
    EXPECT_EQ(again.options, listed.options);
    EXPECT_NE(make_value_metric(names.back(), listed.options, "test", defs), nullptr);
  }
  EXPECT_THAT(names, ElementsAre("exact_match,low", "exact_match,low,turn-1", "exact_match,low,all-turns"));
}

TEST(TurnMetric, AWrongChoiceIsRefused) {
  const auto refused = [](const std::string& written) {
    try {
      metric(written);
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string("no error");
  };
  EXPECT_THAT(refused("exact_match:turn=0"), HasSubstr("'0' is no turn; expected last, all, or a number from 1"));
  EXPECT_THAT(refused("exact_match:turn=first"), HasSubstr("'first' is no turn"));
  EXPECT_THAT(refused("f1_macro:turn=all"), testing::AnyOf(HasSubstr("not all together"), HasSubstr("unknown metric")));
}

}  // namespace
}  // namespace assay::run
