// Scoring stored answers again, and baselines, as a person types them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "harness/core/json.h"
#include "harness/store/run_writer.h"
#include "harness/store/runs.h"
#include "tests/support/process.h"
#include "tests/support/shared.h"

namespace assay {
namespace {

using test::ProcessOptions;
using test::ProcessResult;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class RescoreE2e : public testing::Test {
 protected:
  void SetUp() override {
    std::string rows;
    for (int i = 0; i < 8; ++i)
      rows += "{\"id\": \"" + std::to_string(i) + "\", \"q\": \"Blue\", \"a\": \"" +
              (i < 2   ? "Blue"
               : i < 6 ? "blue"
                       : "red") +
              "\"}\n";
    folder_.write("tasks/rows.jsonl", rows);
    write_task("{metric: exact_match}");
  }

  void write_task(const std::string& metric) const {
    folder_.write(
        "tasks/colours.yaml",
        "task: colours\ndataset_path: json\ndataset_kwargs: {data_files: {test: rows.jsonl}}\ntest_split: test\n"
        "output_type: generate_until\ndoc_to_text: q\ndoc_to_target: a\nmetric_list: [" +
            metric + "]\n");
  }

  ProcessResult assay(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), test::assay_program());
    ProcessOptions options;
    options.folder = folder_.path();
    return test::run_process(arguments, options);
  }

  void run() const {
    const ProcessResult done = assay({"run", "--model", "mock:mode=echo", "--tasks", "colours"});
    ASSERT_EQ(done.exit_code, 0) << done.err;
  }

  test::TempFolder folder_;
};

TEST_F(RescoreE2e, AChangedTaskFileChangesTheNumbersAndTheReport) {
  run();
  std::filesystem::remove(folder_.path() + "/tasks/rows.jsonl");
  write_task("{metric: exact_match, ignore_case: true}");
  const ProcessResult done = assay({"rescore", "latest", "--show", "3"});
  ASSERT_EQ(done.exit_code, 0) << done.err;
  EXPECT_THAT(done.out,
              AllOf(HasSubstr("0.2500"), HasSubstr("0.7500"), HasSubstr("changed scores (4, the first 3 shown):"),
                    HasSubstr("signature 'ignore_case:yes', before none")));
  EXPECT_THAT(assay({"report", "latest"}).out, HasSubstr("0.7500"));
  EXPECT_THAT(assay({"rescore", "latest"}).out, Not(HasSubstr("changed scores")));
}

TEST_F(RescoreE2e, ADryRunShowsTheSameAndKeepsTheStore) {
  run();
  write_task("{metric: exact_match, ignore_case: true}");
  const ProcessResult done = assay({"rescore", "latest", "--dry-run", "--format", "json"});
  ASSERT_EQ(done.exit_code, 0) << done.err;
  const Value document = json::parse(done.out, "rescore");
  EXPECT_TRUE(document.find("dry_run")->as_bool());
  const Value& result = document.find("results")->as_array().at(0);
  EXPECT_EQ(result.find("metric")->as_string(), "exact_match");
  EXPECT_EQ(result.find("signature_before")->as_string(), "");
  EXPECT_EQ(result.find("signature")->as_string(), "ignore_case:yes");
  EXPECT_EQ(result.find("before")->find("value")->as_double(), 0.25);
  EXPECT_EQ(result.find("after")->find("value")->as_double(), 0.75);
  EXPECT_LT(result.find("after")->find("low")->as_double(), 0.75);
  EXPECT_EQ(result.find("changed")->as_int(), 4);
  EXPECT_EQ(result.find("scored")->as_int(), 8);
  ASSERT_EQ(document.find("changes")->size(), 4u);
  const Value& change = document.find("changes")->as_array().at(0);
  EXPECT_EQ(change.find("sample")->as_string(), "2");
  EXPECT_EQ(change.find("before")->as_double(), 0.0);
  EXPECT_EQ(change.find("after")->as_double(), 1.0);
  EXPECT_THAT(assay({"report", "latest"}).out, HasSubstr("0.2500"));
}

TEST_F(RescoreE2e, OtherMetricsAndFormatsGoToAFile) {
  run();
  const ProcessResult csv =
      assay({"rescore", "latest", "--metrics", "token_f1,chrf:word_order=2", "--format", "csv", "--out", "r.csv"});
  ASSERT_EQ(csv.exit_code, 0) << csv.err;
  EXPECT_EQ(csv.out, "");
  const std::string text = test::read_file(folder_.path() + "/r.csv");
  EXPECT_THAT(text, AllOf(HasSubstr("result,model,colours,token_f1,"), HasSubstr("change,model,colours,chrf,7,,,,")));
  const ProcessResult md = assay({"rescore", "latest", "--metrics", "token_f1", "--format", "md"});
  EXPECT_THAT(md.out, HasSubstr("| model | colours | token_f1 | 0.7500 |"));
  EXPECT_THAT(assay({"report", "latest"}).out, AllOf(HasSubstr("exact_match"), HasSubstr("chrf")));
}

TEST_F(RescoreE2e, TheTaskFileIsFoundThroughTheConfiguration) {
  std::filesystem::create_directory(folder_.path() + "/conf");
  std::filesystem::rename(folder_.path() + "/tasks", folder_.path() + "/conf/tasks");
  folder_.write("conf/run.yaml", "models: {model: {backend: mock, mode: echo}}\ntasks: [colours]\n");
  ASSERT_EQ(assay({"run", "conf/run.yaml"}).exit_code, 0);
  EXPECT_THAT(assay({"rescore", "latest"}).err, HasSubstr("the file of the task colours was not found"));
  const ProcessResult found = assay({"rescore", "latest", "--config", "conf/run.yaml"});
  EXPECT_EQ(found.exit_code, 0);
  EXPECT_EQ(found.err, "");
  folder_.write("conf/other.yaml", "tasks: [shapes]\n");
  const ProcessResult other = assay({"rescore", "latest", "--config", "conf/other.yaml"});
  EXPECT_EQ(other.exit_code, 2);
  EXPECT_THAT(other.err, HasSubstr("lists no task colours"));
}

TEST_F(RescoreE2e, TooManyFailedSamplesStillExitWithOne) {
  const ProcessResult run = assay({"run", "--model", "mock:mode=echo,fail_rate=1", "--tasks", "colours"});
  ASSERT_EQ(run.exit_code, 1);
  const ProcessResult again = assay({"rescore", "latest"});
  EXPECT_EQ(again.exit_code, 1);
  EXPECT_THAT(again.err, HasSubstr("too many samples failed"));
}

TEST_F(RescoreE2e, WhatIsWrongIsASentenceAndTheExitCodeTwo) {
  const auto refused = [&](std::vector<std::string> arguments, const std::string& sentence) {
    const ProcessResult result = assay(std::move(arguments));
    EXPECT_EQ(result.exit_code, 2) << sentence;
    EXPECT_EQ(result.out, "") << sentence;
    EXPECT_THAT(result.err, HasSubstr(sentence));
  };
  EXPECT_EQ(assay({"rescore", "latest"}).exit_code, 3) << "no store";
  run();
  refused({"rescore"}, "run is missing");
  refused({"rescore", "colors"}, "did you mean 'colours'?");
  refused({"rescore", "baseline:release"}, "no baseline 'release'");
  refused({"rescore", "latest", "--metrics", "exact_mach"}, "did you mean 'exact_match'?");
  refused({"rescore", "latest", "--metrics", "exact_match:ignore_cas=true"}, "ignore_cas");
  refused({"rescore", "latest", "--metrics", ","}, "--metrics names no metric");
  refused({"rescore", "latest", "--metrics", "bleu,bleu:lowercase=true"}, "listed twice");
  refused({"rescore", "latest", "--task", "colour"}, "did you mean 'colours'?");
  refused({"rescore", "latest", "--format", "html"}, "expected terminal, md, json or csv");
  refused({"rescore", "latest", "--config", "none.yaml"}, "none.yaml: cannot be opened");
  refused({"rescore", "latest", "--out", "no/such/folder/r.json"}, "the folder no/such/folder is not there");
  write_task("{metric: exact_match, regexes_to_ignore: '('}");
  refused({"rescore", "latest"}, "colours.yaml");
}

TEST_F(RescoreE2e, ARunWithoutAnswersIsRefused) {
  {
    store::Store store = store::Store::open(folder_.path() + "/assay.db");
    store::RunStart start;
    start.content_id = std::string(64, 'a');
    start.name = "empty";
    start.models = {{"m", "mock", "m", "fp", ""}};
    start.config_yaml = "tasks: [colours]\n";
    store::begin_run(store, start);
  }
  const ProcessResult result = assay({"rescore", "empty"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, HasSubstr("has no stored answers: there is nothing to score"));
}

TEST_F(RescoreE2e, AMetricOfLogLikelihoodsOnGeneratedAnswersScoresNoneAndSaysWhy) {
  run();
  const ProcessResult result = assay({"rescore", "latest", "--metrics", "acc"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("acc of colours on model: 8 unscored: "));
  EXPECT_THAT(result.err, HasSubstr("acc could score none of the answers to colours: "));
  const Value document =
      json::parse(assay({"rescore", "latest", "--metrics", "acc", "--format", "json"}).out, "rescore");
  const Value& row = document.find("results")->as_array().at(0);
  EXPECT_EQ(row.find("unscored")->as_int(), 8);
  EXPECT_EQ(row.find("scored")->as_int(), 0);
  EXPECT_TRUE(row.find("after")->find("value")->is_null());
  EXPECT_EQ(row.find("unscored_reasons")->size(), 1u);
}

TEST_F(RescoreE2e, ABaselineIsSetListedReplacedAndUsed) {
  EXPECT_EQ(assay({"baseline", "list"}).exit_code, 3) << "no store";
  run();
  EXPECT_THAT(assay({"baseline", "list"}).err, HasSubstr("no baseline is named yet"));
  EXPECT_EQ(json::parse(assay({"baseline", "list", "--format", "json"}).out, "list").size(), 0u);
  const ProcessResult set = assay({"baseline", "set", "release", "latest"});
  EXPECT_EQ(set.exit_code, 0) << set.err;
  EXPECT_THAT(set.out, AllOf(HasSubstr("baseline release is "), HasSubstr("(colours)"), Not(HasSubstr("before"))));
  ASSERT_EQ(assay({"run", "--model", "mock:mode=echo", "--tasks", "colours", "--set", "name=second"}).exit_code, 0);
  const ProcessResult again = assay({"baseline", "set", "release", "second"});
  EXPECT_THAT(again.out, AllOf(HasSubstr("(second); before it was "), HasSubstr("(colours)")));
  const Value list = json::parse(assay({"baseline", "list", "--format", "json"}).out, "list");
  ASSERT_EQ(list.size(), 1u);
  EXPECT_EQ(list.as_array()[0].find("name")->as_string(), "release");
  EXPECT_EQ(list.as_array()[0].find("run_name")->as_string(), "second");
  EXPECT_EQ(list.as_array()[0].find("status")->as_string(), "finished");
  EXPECT_EQ(assay({"report", "baseline:release"}).out, assay({"report", "second"}).out);
}

TEST_F(RescoreE2e, OnlyAFinishedRunBecomesABaselineUnlessForced) {
  run();
  {
    store::Store store = store::Store::open(folder_.path() + "/assay.db");
    store::end_run(store, store::resolve_run(store, "latest"), store::RunStatus::kInterrupted, 0.0);
  }
  const ProcessResult refused = assay({"baseline", "set", "release", "latest"});
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_THAT(refused.err, AllOf(HasSubstr("is interrupted, not finished"), HasSubstr("--force")));
  EXPECT_EQ(assay({"baseline", "set", "release", "latest", "--force"}).exit_code, 0);
  EXPECT_THAT(assay({"baseline", "list"}).out, HasSubstr("interrupted"));
}

TEST_F(RescoreE2e, ABaselineCommandThatIsWrongSaysWhatWasExpected) {
  run();
  const auto refused = [&](std::vector<std::string> arguments, const std::string& sentence) {
    const ProcessResult result = assay(std::move(arguments));
    EXPECT_EQ(result.exit_code, 2) << sentence;
    EXPECT_THAT(result.err, HasSubstr(sentence));
  };
  refused({"baseline"}, "action is missing");
  refused({"baseline", "drop", "x"}, "expected set or list");
  refused({"baseline", "set", "x"}, "assay baseline set NAME RUN");
  refused({"baseline", "set", "two words", "latest"}, "cannot be a baseline's name");
  refused({"baseline", "set", "x", "nothing"}, "no run 'nothing'");
  refused({"baseline", "list", "x"}, "takes no 'x'");
  refused({"baseline", "list", "--format", "csv"}, "expected terminal or json");
  refused({"report", "baseline:x"}, "none is named yet");
}

}  // namespace
}  // namespace assay
