#include "harness/run/rescore.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/store/run_writer.h"
#include "harness/store/runs.h"
#include "harness/store/score_update.h"
#include "harness/store/stored_run.h"
#include "metrics/registry.h"
#include "tests/support/shared.h"

namespace assay::run {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

Response completion(const std::string& text) {
  Response response;
  response.body = Completion{text, FinishReason::kStop, {}};
  return response;
}

Response failure() {
  Response response;
  response.body = Failure{FailureKind::kTimeout, "no answer", 1};
  return response;
}

Scored scored(double value) { return {StatsRow{value}, value, ""}; }

std::unique_ptr<Metric> metric(const std::string& written) {
  return make_metric(metrics::builtin::all_metrics(), written, "test");
}

Sample sample(const std::string& id, const std::string& target) {
  Sample out;
  out.id = id;
  out.targets = {target};
  out.fields = Value::object();
  return out;
}

TEST(ScoreChanges, ScoresDifferInBeingScoredInValueOrElseInStatistics) {
  const Scored half = scored(0.5);
  const Scored also = {StatsRow{0.5, 1.0}, 0.5, "other words"};
  const Scored one = scored(1.0);
  const Scored unscored = {Unscored{"why"}, std::nullopt, ""};
  const Scored unscored_too = {Unscored{"other reason"}, std::nullopt, ""};
  const Scored corpus = {StatsRow{3.0}, std::nullopt, ""};
  const Scored corpus_too = {StatsRow{4.0}, std::nullopt, ""};
  EXPECT_FALSE(differs(&half, &also));
  EXPECT_TRUE(differs(&half, &one));
  EXPECT_TRUE(differs(&half, &unscored));
  EXPECT_TRUE(differs(nullptr, &half));
  EXPECT_FALSE(differs(nullptr, &unscored));
  EXPECT_FALSE(differs(&unscored, &unscored_too));
  EXPECT_FALSE(differs(nullptr, nullptr));
  EXPECT_FALSE(differs(&corpus, &corpus));
  EXPECT_TRUE(differs(&corpus, &corpus_too));
}

TEST(MetricRescores, ChangesAreAllCountedAndTheFirstOnesKept) {
  const auto exact = metric("exact_match:ignore_case=true");
  MetricRescore column(*exact, 1);
  const Scored wrong = scored(0.0);
  const Scored right = scored(1.0);
  const std::vector<Response> answer = {completion("YES")};
  EXPECT_EQ(column.add(sample("a", "yes"), "c1", answer, &right)->value, 1.0);
  column.add(sample("b", "yes"), "c1", answer, &wrong);
  column.add(sample("c", "no"), "c2", answer, &right);
  column.add(sample("d", "no"), "c2", answer, nullptr);
  EXPECT_FALSE(column.add(sample("e", "no"), "c2", std::vector<Response>{failure()}, &wrong).has_value());
  EXPECT_EQ(column.num_changed(), 4);
  ASSERT_EQ(column.changes().size(), 1u);
  EXPECT_EQ(column.changes()[0].sample, "b");
  EXPECT_EQ(column.changes()[0].before, 0.0);
  EXPECT_EQ(column.changes()[0].after, 1.0);
  EXPECT_EQ(column.table().scored(), 4);
  EXPECT_EQ(column.table().failed(), 1);
  EXPECT_THAT(column.table().clusters(), testing::ElementsAre(0u, 0u, 1u, 1u));
}

// A run of one task with stored answers, made without a model.
class Rescores : public testing::Test {
 protected:
  struct Notices : Listener {
    void notice(std::string_view text) override { all.emplace_back(text); }
    std::vector<std::string> all;
  };

  void SetUp() override {
    write_task("[{metric: exact_match}]");
    store::RunStart start;
    start.content_id = std::string(64, 'a');
    start.name = "r";
    start.models = {{"m", "mock", "m", "fp", ""}, {"judge", "mock", "j", "fp2", ""}};
    start.seed = 7;
    start.config_yaml = "models: {m: {backend: mock}}\ntasks: [t]\n";
    run_ = store::begin_run(store_, start);
  }

  void write_task(const std::string& metrics, const std::string& name = "t") {
    folder_.write("tasks/" + name + ".yaml",
                  "task: " + name +
                      "\ndataset_path: json\ndataset_kwargs: {data_files: {test: gone.jsonl}}\ntest_split: test\n"
                      "output_type: generate_until\ndoc_to_text: q\ndoc_to_target: a\nmetric_list: " +
                      metrics + "\n");
  }

  // Sample i has the target "Word i" and the answers given; they are scored as written.
  void add_task(const std::vector<std::vector<Response>>& answers, const std::string& name = "t", int epochs = 1,
                const std::string& clusters = "") {
    std::vector<Sample> samples;
    for (std::size_t i = 0; i < answers.size(); ++i) {
      samples.push_back(sample("s" + std::to_string(i), "Word " + std::to_string(i)));
      samples.back().fields.set("passage", static_cast<int>(i / 2));
    }
    store::RunWriter writer(store_, run_);
    writer.add_task({name, "1", "", static_cast<std::int64_t>(samples.size()), epochs, 0, clusters});
    writer.add_samples(name, samples, clusters);
    for (std::size_t i = 0; i < answers.size(); ++i) {
      for (std::size_t e = 0; e < answers[i].size(); ++e) {
        const Request request{{samples[i].id, 0, static_cast<int>(e)}, Generate{}};
        writer.put_response({"m", name}, request, name + std::to_string(i) + "/" + std::to_string(e), answers[i][e]);
      }
    }
  }

  RescoreRequest request(const std::vector<std::string>& metrics = {}) {
    RescoreRequest out;
    out.run = run_;
    out.metrics = metrics;
    out.config = read_scoring_config(store::StoredRun(store_, run_).facts().config_yaml, "stored", folder_.path(),
                                     [](const std::string&) { return std::nullopt; });
    return out;
  }

  std::vector<RescoredMetric> perform(const RescoreRequest& what) {
    notices_.all.clear();
    return rescore(store_, what, {metrics::builtin::all_metrics(), {}, {}, {}, {}}, notices_);
  }

  std::string error_of(const RescoreRequest& what) {
    try {
      perform(what);
    } catch (const Error& e) {
      return e.message();
    }
    return "";
  }

  ResultRow result(const std::string& name) {
    for (const ResultRow& row : store::StoredRun(store_, run_).results())
      if (row.metric == name) return row;
    throw std::runtime_error("there is no result " + name);
  }

  test::TempFolder folder_;
  store::Store store_ = store::Store::open(folder_.path() + "/a.db");
  std::string run_;
  Notices notices_;
};

TEST_F(Rescores, AChangedOptionOfTheTaskFileTakesEffectWithoutItsDataset) {
  add_task({{completion("Word 0")}, {completion("word 1")}, {completion("no")}, {completion("no")}});
  std::vector<RescoredMetric> results = perform(request());
  ASSERT_EQ(results.size(), 1u);
  EXPECT_FALSE(results[0].before.has_value());
  EXPECT_EQ(results[0].after.estimate.value, 0.25);
  EXPECT_EQ(results[0].after.estimate.seed, 7u);
  EXPECT_EQ(results[0].changed, 4);
  write_task("[{metric: exact_match, ignore_case: true}]");
  results = perform(request());
  ASSERT_EQ(results.size(), 1u);
  EXPECT_EQ(results[0].before->estimate.value, 0.25);
  EXPECT_EQ(results[0].before->signature, "");
  EXPECT_EQ(results[0].after.estimate.value, 0.5);
  EXPECT_EQ(results[0].after.signature, "ignore_case:yes");
  EXPECT_EQ(results[0].changed, 1);
  ASSERT_EQ(results[0].changes.size(), 1u);
  EXPECT_EQ(results[0].changes[0].sample, "s1");
  EXPECT_THAT(notices_.all, IsEmpty());
  // What the store says now.
  EXPECT_EQ(result("exact_match").estimate.value, 0.5);
  EXPECT_EQ(result("exact_match").signature, "ignore_case:yes");
  EXPECT_EQ(store::stored_scores(store_, run_, "m", "t", "s1").at(0).scored.value, 1.0);
  EXPECT_EQ(store::stored_metrics(store_, run_, "m", "t").at(0).options, R"({"ignore_case":true})");
}

TEST_F(Rescores, ScoringAgainWithoutAnyChangeGivesTheSameStore) {
  write_task("[{metric: exact_match}, {metric: bleu}]");
  add_task({{completion("Word 0")}, {completion("word 1")}});
  perform(request());
  const std::string digest = store::content_digest(store_, run_);
  for (const RescoredMetric& result : perform(request())) EXPECT_EQ(result.changed, 0) << result.after.metric;
  EXPECT_EQ(store::content_digest(store_, run_), digest);
}

TEST_F(Rescores, ADryRunChangesNothing) {
  add_task({{completion("Word 0")}, {completion("word 1")}});
  perform(request());
  const std::string digest = store::content_digest(store_, run_);
  RescoreRequest dry = request({"exact_match:ignore_case=true", "token_f1"});
  dry.dry_run = true;
  const std::vector<RescoredMetric> results = perform(dry);
  ASSERT_EQ(results.size(), 2u);
  EXPECT_EQ(results[0].changed, 1);
  EXPECT_EQ(results[1].changed, 2);
  EXPECT_EQ(store::content_digest(store_, run_), digest);
}

TEST_F(Rescores, WhereTheTaskFileIsGoneTheStoredOptionsServeAndANoticeSaysSo) {
  write_task("[{metric: exact_match, ignore_case: true}]");
  add_task({{completion("word 0")}, {completion("x")}});
  perform(request());
  RescoreRequest gone = request();
  gone.config.task_path.clear();
  const std::vector<RescoredMetric> results = perform(gone);
  ASSERT_EQ(results.size(), 1u);
  EXPECT_EQ(results[0].after.signature, "ignore_case:yes");
  EXPECT_EQ(results[0].changed, 0);
  ASSERT_EQ(notices_.all.size(), 1u);
  EXPECT_THAT(notices_.all[0], HasSubstr("the file of the task t was not found"));
  gone.config_is_given = true;
  EXPECT_THAT(error_of(gone), HasSubstr("--config"));
}

TEST_F(Rescores, AMetricWhoseOptionsWereNotKeptIsNotGuessed) {
  write_task("[{metric: exact_match, ignore_case: true}]");
  add_task({{completion("word 0")}});
  perform(request());
  store_.database().execute("UPDATE signatures SET options = '{}'");
  RescoreRequest gone = request();
  gone.config.task_path.clear();
  EXPECT_THAT(error_of(gone), HasSubstr("no metric is known"));
  EXPECT_THAT(notices_.all.back(), HasSubstr("cannot be made again as it was ('ignore_case:yes')"));
  EXPECT_EQ(result("exact_match").estimate.value, 1.0);
}

TEST_F(Rescores, AMetricThatTheFileNoLongerListsStaysAndIsNamed) {
  add_task({{completion("Word 0")}});
  perform(request({"exact_match", "token_f1"}));
  EXPECT_EQ(perform(request()).size(), 1u);
  ASSERT_EQ(notices_.all.size(), 1u);
  EXPECT_THAT(notices_.all[0], HasSubstr("lists no metric token_f1"));
  EXPECT_EQ(result("token_f1").estimate.value, 1.0);
}

TEST_F(Rescores, TheEstimateIsThatOfARunWithTheSameClusters) {
  add_task(
      {{completion("Word 0")}, {completion("Word 1")}, {completion("x")}, {completion("x")}, {completion("Word 4")}},
      "t", 1, "passage");
  const Estimate found = perform(request({"token_f1"}))[0].after.estimate;
  const auto f1 = metric("token_f1");
  ScoreTable table;
  for (int i = 0; i < 5; ++i) {
    const Sample one = sample("s" + std::to_string(i), "Word " + std::to_string(i));
    const std::vector<Response> answer = {completion(i == 2 || i == 3 ? "x" : one.targets[0])};
    table.add("token_f1", one.id, *score_sample(*f1, one, answer), std::to_string(i / 2));
  }
  const Estimate expected = estimate_metric(*f1, table, 7, 0.01);
  EXPECT_EQ(found.value, expected.value);
  EXPECT_EQ(found.low, expected.low);
  EXPECT_EQ(found.high, expected.high);
  EXPECT_EQ(found.clusters, expected.clusters);
  EXPECT_EQ(found.standard_error, expected.standard_error);
}

TEST_F(Rescores, AllEpochsMakeOneScoreAndAFailedOneMakesAFailedSample) {
  add_task({{completion("Word 0"), completion("x")}, {completion("Word 1"), failure()}}, "t", 2);
  RescoreRequest lenient = request();
  lenient.config.max_failed = 0.5;
  const std::vector<RescoredMetric> results = perform(lenient);
  EXPECT_EQ(results[0].after.estimate.value, 0.5);
  EXPECT_EQ(results[0].after.estimate.scored, 1);
  EXPECT_EQ(results[0].after.estimate.failed, 1);
  EXPECT_FALSE(perform(request())[0].after.estimate.value.has_value()) << "one percent by default";
}

TEST_F(Rescores, WhatCannotBeScoredIsCountedWithItsReason) {
  add_task({{completion("Word 0")}, {completion("x")}});
  const std::vector<RescoredMetric> results = perform(request({"acc"}));
  EXPECT_EQ(results[0].after.estimate.unscored, 2);
  EXPECT_EQ(results[0].after.estimate.scored, 0);
  EXPECT_FALSE(results[0].after.estimate.value.has_value());
  ASSERT_EQ(results[0].reasons.size(), 1u);
  EXPECT_EQ(results[0].reasons.begin()->second, 2);
}

TEST_F(Rescores, AnUnfinishedTaskIsOnlyLookedAt) {
  add_task({{completion("Word 0"), completion("Word 0")}, {completion("Word 1")}, {}}, "t", 2);
  EXPECT_THAT(error_of(request()), testing::AllOf(HasSubstr("only 1 of the 3 samples"), HasSubstr("--dry-run")));
  RescoreRequest dry = request();
  dry.dry_run = true;
  const std::vector<RescoredMetric> results = perform(dry);
  EXPECT_EQ(results[0].after.estimate.scored, 1);
  EXPECT_THAT(notices_.all.at(0), HasSubstr("these numbers are over those"));
}

TEST_F(Rescores, OneTaskIsChosenAndATaskNotAskedYetIsLeftOut) {
  write_task("[{metric: token_f1}]", "u");
  add_task({{completion("Word 0")}});
  add_task({{completion("Word 0")}}, "u");
  add_task({{}, {}}, "unasked");
  EXPECT_EQ(perform(request({"exact_match"})).size(), 2u);
  EXPECT_THAT(notices_.all.at(0), HasSubstr("no answers to the task unasked yet"));
  RescoreRequest one = request({"exact_match"});
  one.tasks = {"u"};
  ASSERT_EQ(perform(one).size(), 1u);
  EXPECT_EQ(perform(one)[0].after.task, "u");
  one.tasks = {"unaksed"};
  EXPECT_THAT(error_of(one), testing::AllOf(HasSubstr("did you mean 'unasked'"), HasSubstr("it has t, u, unasked")));
  one.tasks = {"unasked"};
  EXPECT_THAT(error_of(one), HasSubstr("no stored answers to these tasks"));
}

TEST_F(Rescores, AMistakeInTheLastTaskLeavesTheFirstAsItWas) {
  write_task("[{metric: token_f1, squad_versoin: 1.1}]", "u");
  add_task({{completion("Word 0")}});
  add_task({{completion("Word 0")}}, "u");
  const std::string digest = store::content_digest(store_, run_);
  RescoreRequest both = request();
  both.config.tasks.push_back({});
  both.config.tasks.back().task = "u";
  EXPECT_THAT(error_of(both), HasSubstr("squad_versoin"));
  EXPECT_EQ(store::content_digest(store_, run_), digest);
}

TEST_F(Rescores, ARunWithoutAnswersHasNothingToScore) {
  EXPECT_THAT(error_of(request()), HasSubstr("has no stored answers"));
  add_task({{}, {}});
  EXPECT_THAT(error_of(request()), HasSubstr("has no stored answers"));
}

}  // namespace
}  // namespace assay::run
