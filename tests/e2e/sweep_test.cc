// A sweep over settings, as a person types it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <set>

#include "harness/core/json.h"
#include "harness/store/runs.h"
#include "harness/store/stored_run.h"
#include "tests/support/process.h"
#include "tests/support/shared.h"

namespace assay {
namespace {

using test::ProcessOptions;
using test::ProcessResult;
using testing::AllOf;
using testing::HasSubstr;

class SweepE2e : public testing::Test {
 protected:
  void SetUp() override {
    std::string rows;
    for (int i = 0; i < 150; ++i)
      rows += "{\"id\": \"s" + std::to_string(i) + "\", \"q\": \"question " + std::to_string(i) +
              "\", \"a\": \"answer " + std::to_string(i % 10) + "\"}\n";
    folder_.write("rows.jsonl", rows);
    folder_.write(
        "task.yaml",
        "task: numbers\ndataset_path: json\ndataset_kwargs: {data_files: {test: rows.jsonl}}\ntest_split: test\n"
        "output_type: generate_until\ndoc_to_text: q\ndoc_to_target: a\nepochs: 2\n"
        "metric_list: [{metric: exact_match}, {metric: chrf}]\n");
    folder_.write("run.yaml", "name: night\nmodels: {m: {backend: mock, delay_ms: 1}}\ntasks: [task.yaml]\n");
  }

  ProcessResult assay(std::vector<std::string> arguments, ProcessOptions options = {}) const {
    arguments.insert(arguments.begin(), test::assay_program());
    options.folder = folder_.path();
    options.environment["ASSAY_STORE"] =
        options.environment.contains("ASSAY_STORE") ? options.environment["ASSAY_STORE"] : "runs.db";
    return test::run_process(arguments, options);
  }

  ProcessResult sweep(const std::vector<std::string>& more = {}, const std::string& store = "runs.db",
                      ProcessOptions options = {}) const {
    std::vector<std::string> arguments{"sweep", "run.yaml", "--grid", "temperature=0,0.7,1", "--grid", "top_p=0.9,1"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    options.environment["ASSAY_STORE"] = store;
    return assay(arguments, options);
  }

  std::set<std::string> digests(const std::string& store) const {
    const store::Store opened = store::Store::open_for_reading(folder_.path() + "/" + store);
    std::set<std::string> out;
    for (const store::RunListing& run : store::list_runs(opened))
      out.insert(run.name + " " + store::content_digest(opened, run.id));
    return out;
  }

  test::TempFolder folder_;
};

TEST_F(SweepE2e, EveryPointIsARunOfTheStoreAndTheReportHasThePromisedMembers) {
  const ProcessResult run = sweep({"--format", "json"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.err, HasSubstr("1500 requests sent, 300 answers from the store"));  // greedy, top_p changes nothing
  const Value report = json::parse(run.out, "sweep");
  EXPECT_EQ(report.find("sweep")->find("default")->as_string(), "temperature=0 top_p=0.9");
  ASSERT_EQ(report.find("settings")->size(), 6U);
  EXPECT_GE(report.find("front")->size(), 1U);
  for (const Value& setting : report.find("settings")->as_array()) {
    for (const char* key : {"name", "values", "run", "default", "on_front", "samples", "results", "tokens_per_sample",
                            "latency_s", "cost_per_sample", "best_of_k", "dropped"})
      EXPECT_NE(setting.find(key), nullptr) << key;
    EXPECT_EQ(setting.find("tokens_per_sample")->as_double(), 2.0);
    EXPECT_EQ(setting.find("best_of_k")->as_array().at(0).find("curve")->size(), 2U);
    EXPECT_EQ(setting.find("results")->size(), 2U);
    for (const Value& result : setting.find("results")->as_array())
      EXPECT_EQ(result.find("against_default")->is_null(), setting.find("default")->as_bool());
  }
  const ProcessResult stored = assay({"report", "night [temperature=0.7 top_p=1]"});
  EXPECT_EQ(stored.exit_code, 0) << stored.err;
  EXPECT_THAT(stored.out, HasSubstr("temperature=0.7 top_p=1"));
}

TEST_F(SweepE2e, KilledAtRandomMomentsItEndsWithTheRunsOfASweepThatWasNeverKilled) {
  ASSERT_EQ(sweep({}, "whole.db").exit_code, 0);
  int killed = 0;
  for (const int after_ms : {150, 400, 650, 900}) {
    ProcessOptions options;
    options.signal = SIGKILL;
    options.after_ms = after_ms;
    killed += sweep({}, "killed.db", options).exit_code == 128 + SIGKILL ? 1 : 0;
  }
  EXPECT_GE(killed, 2) << "nothing was shown";
  const ProcessResult finished = sweep({"--format", "csv"}, "killed.db");
  ASSERT_EQ(finished.exit_code, 0) << finished.err;
  EXPECT_EQ(digests("killed.db"), digests("whole.db"));
  const ProcessResult again = sweep({"--format", "csv"}, "killed.db");
  EXPECT_THAT(again.err, HasSubstr("0 requests sent, 1800 answers from the store"));
  EXPECT_EQ(again.out, finished.out);
}

TEST_F(SweepE2e, CtrlCStopsItAndSaysHowToGoOn) {
  ProcessOptions options;
  options.signal = SIGINT;
  options.after_ms = 500;
  const ProcessResult stopped = sweep({}, "stopped.db", options);
  EXPECT_EQ(stopped.exit_code, 130);
  EXPECT_THAT(stopped.err, HasSubstr("the same command goes on from here"));
}

TEST_F(SweepE2e, ADryRunListsThePointsAndAsksNothing) {
  const ProcessResult dry = sweep({"--dry-run"});
  EXPECT_EQ(dry.exit_code, 0) << dry.err;
  EXPECT_THAT(dry.out, AllOf(HasSubstr("temperature=0 top_p=0.9 (default): 300 requests\n"),
                             HasSubstr("6 points of 6, 1800 requests (1500 different ones)")));
  EXPECT_EQ(assay({"list", "runs"}).exit_code, 3) << "there is no store yet";
  const ProcessResult drawn = sweep({"--dry-run", "--random", "3", "--seed", "5", "--default", "temperature=1"});
  EXPECT_THAT(drawn.out, AllOf(HasSubstr("temperature=1 top_p=0.9 (default)"), HasSubstr("3 points of 6")));
  EXPECT_EQ(sweep({"--dry-run", "--random", "3", "--seed", "5", "--default", "temperature=1"}).out, drawn.out);
}

TEST_F(SweepE2e, EveryFormatIsWrittenAndOthersAreRefused) {
  EXPECT_THAT(sweep().out, HasSubstr("on the front of numbers.exact_match"));
  EXPECT_THAT(sweep({"--format", "md"}).out, HasSubstr("| --- |"));
  EXPECT_EQ(sweep({"--format", "csv", "--out", "sweep.csv"}).exit_code, 0);
  EXPECT_THAT(test::read_file(folder_.path() + "/sweep.csv"), testing::StartsWith("setting,temperature,top_p,run,"));
  const ProcessResult html = sweep({"--format", "html"});
  EXPECT_EQ(html.exit_code, 2);
  EXPECT_THAT(html.err, HasSubstr("expected terminal, md, json or csv"));
}

TEST_F(SweepE2e, ASettingThatIsMuchWorseIsDroppedEarlyAndTheReportSaysAfterHowManySamples) {
  std::string good, bad;
  for (int i = 0; i < 150; ++i) {
    const std::string id = "{\"id\": \"s" + std::to_string(i) + "\", \"text\": \"";
    good += id + "answer " + std::to_string(i % 10) + "\"}\n";
    bad += id + "no\"}\n";
  }
  folder_.write("good.jsonl", good);
  folder_.write("bad.jsonl", bad);
  folder_.write("run.yaml",
                "name: night\nmodels: {m: {backend: replay, path: good.jsonl, match: id}}\n"
                "tasks: [{task: task.yaml, epochs: 1}]\n");
  const std::vector<std::string> command{"sweep",        "run.yaml", "--grid", "models.m.path=good.jsonl,bad.jsonl",
                                         "--stop-early", "--format"};
  auto with = [&](const std::string& format) {
    std::vector<std::string> arguments = command;
    arguments.push_back(format);
    return assay(arguments);
  };
  const ProcessResult first = with("json");
  ASSERT_EQ(first.exit_code, 0) << first.err;
  EXPECT_THAT(first.err, HasSubstr("dropped after 32 samples: models.m.path=bad.jsonl"));
  EXPECT_THAT(first.err, HasSubstr("182 requests sent"));
  const Value report = json::parse(first.out, "sweep");
  EXPECT_TRUE(report.find("sweep")->find("stop_early")->as_bool());
  const Value* dropped = report.find("settings")->as_array().at(1).find("dropped");
  for (const char* key : {"samples", "against", "task", "metric", "difference", "low", "high", "level"})
    EXPECT_NE(dropped->find(key), nullptr) << key;
  EXPECT_EQ(dropped->find("samples")->as_int(), 32);
  EXPECT_LT(dropped->find("high")->as_double(), 0.0);
  EXPECT_THAT(with("terminal").out, AllOf(HasSubstr("dropped after 32"), HasSubstr("confidence sequence")));
  std::vector<std::string> corpus = command;
  corpus.insert(corpus.end(), {"terminal", "--quality", "numbers.chrf"});
  EXPECT_EQ(assay(corpus).exit_code, 2);
}

TEST_F(SweepE2e, MistakesAreSentencesAndNothingIsAsked) {
  const auto refused = [&](const std::vector<std::string>& more) {
    std::vector<std::string> arguments{"sweep", "run.yaml"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const ProcessResult run = assay(arguments);
    EXPECT_EQ(run.exit_code, 2) << run.err;
    return run.err;
  };
  EXPECT_THAT(refused({}), HasSubstr("nothing to sweep"));
  EXPECT_THAT(refused({"--grid", "temprature=0,1"}), HasSubstr("did you mean 'temperature'"));
  EXPECT_THAT(refused({"--grid", "temperature="}), HasSubstr("no values"));
  EXPECT_THAT(refused({"--grid", "temperature=0", "--grid", "temperature=1"}), HasSubstr("twice"));
  EXPECT_THAT(refused({"--grid", "temperature=0,-1"}),
              AllOf(HasSubstr("out of range"), HasSubstr("at the setting temperature=-1")));
  EXPECT_THAT(refused({"--grid", "tasks.0.epcohs=1,2"}), HasSubstr("did you mean 'epochs'"));
  EXPECT_THAT(refused({"--grid", "temperature=0,1", "--random", "-1"}), HasSubstr("--random -1"));
  EXPECT_THAT(refused({"--grid", "temperature=0,1", "--random", "3"}), HasSubstr("expected 1 to 2"));
  EXPECT_THAT(refused({"--grid", "temperature=0,1", "--default", "temperature=2"}), HasSubstr("no point of the grid"));
  EXPECT_THAT(refused({"--grid", "temperature=0,1", "--quality", "numbers.chrff"}),
              HasSubstr("did you mean 'numbers.chrf'"));
}

}  // namespace
}  // namespace assay
