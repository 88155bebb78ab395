// Two runs compared, a named baseline and the gate, as a person types them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/core/json.h"
#include "tests/support/process.h"
#include "tests/support/shared.h"

namespace assay {
namespace {

using test::ProcessOptions;
using test::ProcessResult;
using testing::HasSubstr;

// Two models that answer from files: the base gets 90 of 100 right, the candidate fewer.
class CompareE2e : public testing::Test {
 protected:
  void SetUp() override {
    std::string rows;
    for (int i = 0; i < 100; ++i)
      rows += "{\"id\": \"s" + std::to_string(i) + "\", \"q\": \"question " + std::to_string(i) +
              "\", \"a\": \"right\", \"passage\": " + std::to_string(i / 5) + "}\n";
    folder_.write("rows.jsonl", rows);
    folder_.write("task.yaml",
                  "task: quiz\ndataset_path: json\ndataset_kwargs: {data_files: {test: rows.jsonl}}\ntest_split: test\n"
                  "output_type: generate_until\ndoc_to_text: q\ndoc_to_target: a\n"
                  "metric_list: [{metric: exact_match}, {metric: token_f1}, {metric: chrf}]\n");
    evaluate("base", 90);
    evaluate("good", 91);
    evaluate("bad", 60);
  }

  ProcessResult assay(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), test::assay_program());
    ProcessOptions options;
    options.folder = folder_.path();
    options.environment = {{"ASSAY_STORE", "runs.db"}};
    return test::run_process(arguments, options);
  }

  void evaluate(const std::string& name, int right, const std::string& more = "") {
    std::string answers;
    for (int i = 0; i < 100; ++i)
      answers += "{\"id\": \"s" + std::to_string(i) + "\", \"text\": \"" + (i < right ? "right" : "wrong") + "\"}\n";
    folder_.write(name + ".jsonl", answers);
    folder_.write(name + ".yaml", "name: " + name + "\nmodels: {m: {backend: replay, path: " + name +
                                      ".jsonl, match: id}}\ntasks: [task.yaml]\n" + more);
    const ProcessResult run = assay({"run", name + ".yaml", "-q"});
    ASSERT_EQ(run.exit_code, 0) << run.err << run.out;
  }

  test::TempFolder folder_;
};

TEST_F(CompareE2e, ARegressionIsSaidWithItsFlipsAndTheGateExitsWithOne) {
  const ProcessResult c = assay({"compare", "base", "bad", "--fail-if", "quiz.exact_match drop < 0.05"});
  EXPECT_EQ(c.exit_code, 1) << c.err;
  EXPECT_THAT(c.out, testing::AllOf(HasSubstr("regressed: exact_match of quiz"),
                                    HasSubstr("flips: 30 from pass to fail, 0 from fail to pass"),
                                    HasSubstr("'right' -> 'wrong' (right: 'right')"),
                                    HasSubstr("not met: quiz.exact_match drop < 0.05"),
                                    HasSubstr("models.m.path: base.jsonl -> bad.jsonl")));
}

TEST_F(CompareE2e, ASmallChangeMeetsAWideGateAndLeavesANarrowOneOpen) {
  EXPECT_EQ(assay({"compare", "base", "good", "--fail-if", "quiz.exact_match drop < 0.1"}).exit_code, 0);
  EXPECT_EQ(assay({"compare", "base", "good", "--fail-if", "quiz.exact_match drop < 0.001"}).exit_code, 4);
  EXPECT_EQ(
      assay({"compare", "base", "good", "--fail-if", "quiz.exact_match drop < 0.001", "--inconclusive", "pass"}).exit_code,
      0);
}

TEST_F(CompareE2e, ARunAgainstItselfDiffersByNothing) {
  const ProcessResult c = assay({"compare", "base", "base", "--format", "json", "--fail-if", "*.* drop < 0.0001"});
  EXPECT_EQ(c.exit_code, 0) << c.err;
  const Value report = json::parse(c.out, "compare");
  for (const Value& result : report.find("results")->as_array()) {
    EXPECT_EQ(result.find("difference")->as_double(), 0.0);
    EXPECT_EQ(result.find("verdict")->as_string(), "equivalent");
  }
  EXPECT_EQ(report.find("flips")->size(), 0U);
}

TEST_F(CompareE2e, AFlipOnWhichEarlierRunsOfTheSameModelDisagreeIsSetApart) {
  std::string rows;
  for (int i = 0; i < 100; ++i)
    for (int epoch = 0; epoch < 3; ++epoch)
      rows += "{\"id\": \"s" + std::to_string(i) + "\", \"epoch\": " + std::to_string(epoch) + ", \"text\": \"" +
              (i < 90 || epoch > 0 ? "right" : "wrong") + "\"}\n";
  folder_.write("mixed.jsonl", rows);
  const auto run = [&](const std::string& name, int epochs) {
    folder_.write(name + ".yaml",
                  "name: " + name +
                      "\nmodels: {m: {backend: replay, path: mixed.jsonl, match: id}}\ntasks: [{task: task.yaml, epochs: " +
                      std::to_string(epochs) + "}]\n");
    ASSERT_EQ(assay({"run", name + ".yaml", "-q"}).exit_code, 0);
  };
  const auto flips = [&] {
    const Value report = json::parse(assay({"compare", "once", "good", "--format", "json"}).out, "compare");
    EXPECT_EQ(report.find("flips")->size(), 1U);
    return report.find("flips")->as_array().at(0).find("unstable")->as_bool();
  };
  run("once", 1);
  EXPECT_FALSE(flips());
  run("thrice", 3);  // the same model got the flipped sample right in most of its answers
  EXPECT_TRUE(flips());
  EXPECT_EQ(assay({"compare", "once", "good", "--fail-if", "flips(fail->pass) <= 0"}).exit_code, 0);
}

TEST_F(CompareE2e, ABaselineHasAName) {
  EXPECT_EQ(assay({"compare", "baseline:main", "good"}).exit_code, 2);
  EXPECT_EQ(assay({"baseline", "set", "main", "base"}).exit_code, 0);
  EXPECT_THAT(assay({"baseline", "list"}).out, HasSubstr("main"));
  const ProcessResult c = assay({"compare", "baseline:main", "good"});
  EXPECT_EQ(c.exit_code, 0) << c.err;
  EXPECT_THAT(c.out, HasSubstr("(base), candidate"));
  const ProcessResult wrong = assay({"compare", "baseline:mian", "good"});
  EXPECT_EQ(wrong.exit_code, 2);
  EXPECT_THAT(wrong.err, HasSubstr("did you mean 'main'"));
}

TEST_F(CompareE2e, ARunJudgesItsOwnGates) {
  ASSERT_EQ(assay({"baseline", "set", "main", "base"}).exit_code, 0);
  folder_.write(
      "gated.yaml",
      "name: gated\nmodels: {m: {backend: replay, path: bad.jsonl, match: id}}\ntasks: [task.yaml]\n"
      "gates: ['quiz.exact_match drop < 0.05 vs baseline:main', 'failed <= 1%']\nreports: {junit: j.xml, md: r.md}\n");
  const ProcessResult run = assay({"run", "gated.yaml"});
  EXPECT_EQ(run.exit_code, 1) << run.err;
  EXPECT_THAT(run.out, testing::AllOf(HasSubstr("gate not met: quiz.exact_match"), HasSubstr("gate met: failed <= 1%")));
  EXPECT_THAT(test::read_file(folder_.path() + "/j.xml"), HasSubstr("<failure message=\"not_met"));
  EXPECT_THAT(test::read_file(folder_.path() + "/r.md"), HasSubstr("**not met"));
}

TEST_F(CompareE2e, ClustersOfATaskWidenTheInterval) {
  folder_.write("task.yaml",
                "task: quiz\ndataset_path: json\ndataset_kwargs: {data_files: {test: rows.jsonl}}\ntest_split: test\n"
                "output_type: generate_until\ndoc_to_text: q\ndoc_to_target: a\nclusters: passage\nmetric_list: [{metric: "
                "exact_match}]\n");
  evaluate("base", 90);
  evaluate("bad", 60);
  const Value report = json::parse(assay({"compare", "base", "bad", "--format", "json"}).out, "compare");
  const Value& result = report.find("results")->as_array().at(0);
  EXPECT_EQ(result.find("clusters")->as_int(), 20);
  EXPECT_EQ(result.find("test")->as_string(), "cluster_paired_t");
}

TEST_F(CompareE2e, TwoFilesOfPredictionsArePairedById) {
  folder_.write("a.jsonl",
                "{\"id\": 1, \"prediction\": \"x\", \"references\": \"x\"}\n{\"id\": 2, \"prediction\": \"x\", "
                "\"references\": \"y\"}\n");
  folder_.write("b.jsonl",
                "{\"id\": 2, \"prediction\": \"y\", \"references\": \"y\"}\n{\"id\": 1, \"prediction\": \"x\", "
                "\"references\": \"x\"}\n");
  const ProcessResult c = assay({"compare", "a.jsonl", "b.jsonl", "--metrics", "exact_match,chrf", "--format", "json"});
  EXPECT_EQ(c.exit_code, 0) << c.err;
  EXPECT_EQ(json::parse(c.out, "compare").find("results")->as_array().at(0).find("n")->as_int(), 2);
  EXPECT_EQ(assay({"compare", "a.jsonl", "b.jsonl"}).exit_code, 2);
}

TEST_F(CompareE2e, WhatCannotBeComparedIsASentenceAndExitsWithTwo) {
  folder_.write("other.jsonl", "{\"id\": 9, \"prediction\": \"x\", \"references\": \"x\"}\n");
  folder_.write("a.jsonl", "{\"id\": 1, \"prediction\": \"x\", \"references\": \"x\"}\n");
  const ProcessResult empty = assay({"compare", "a.jsonl", "other.jsonl", "--metrics", "exact_match"});
  EXPECT_EQ(empty.exit_code, 2);
  EXPECT_THAT(empty.out, HasSubstr("share no sample"));
  EXPECT_EQ(assay({"compare", "base"}).exit_code, 2);
  EXPECT_EQ(assay({"compare", "base", "nothing"}).exit_code, 2);
  EXPECT_EQ(assay({"compare", "base", "good", "--fail-if", "nonsense"}).exit_code, 2);
  EXPECT_EQ(assay({"compare", "base", "good", "--format", "html"}).exit_code, 2);
  EXPECT_EQ(assay({"compare", "base", "good", "--metrics", "ter"}).exit_code, 2);
  EXPECT_EQ(assay({"compare", "base", "good", "--correction", "none"}).exit_code, 2);
}

}  // namespace
}  // namespace assay
