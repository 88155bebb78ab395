// Groups of tasks from a run to its reports, scored again, compared and judged, as a person types them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/core/json.h"
#include "tests/support/process.h"
#include "tests/support/shared.h"

namespace assay {
namespace {

using test::ProcessOptions;
using test::ProcessResult;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

// The group "all" of the task "colours" (80 samples) and the group "numbers" of the tasks "small" (20) and "large" (100).
class GroupsE2e : public testing::Test {
 protected:
  void SetUp() override {
    for (const auto& [task, n] : tasks_) {
      std::string rows;
      for (int i = 0; i < n; ++i)
        rows += "{\"id\": \"" + task + std::to_string(i) + "\", \"q\": \"" + task + " " + std::to_string(i) + "\", \"a\": \"one two three four five six\"}\n";
      folder_.write("tasks/" + task + ".jsonl", rows);
      folder_.write("tasks/" + task + ".yaml",
                    "task: " + task + "\ndataset_path: json\ndataset_kwargs: {data_files: {test: " + task +
                        ".jsonl}}\ntest_split: test\noutput_type: generate_until\ndoc_to_text: q\ndoc_to_target: a\n"
                        "metric_list: [{metric: exact_match}, {metric: bleu}]\n");
    }
    folder_.write("tasks/numbers.yaml",
                  "group: numbers\ngroup_alias: Numbers\ntask: [small, large]\n"
                  "aggregate_metric_list:\n  - {metric: exact_match, weight_by_size: false}\n");
    folder_.write("tasks/all.yaml",
                  "group: all\ntask: [colours, numbers]\naggregate_metric_list:\n  - metric: exact_match\n  - metric: bleu\n");
    evaluate("base", {{"colours", 60}, {"small", 10}, {"large", 90}});
    evaluate("worse", {{"colours", 40}, {"small", 12}, {"large", 60}});
  }

  ProcessResult assay(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), test::assay_program());
    ProcessOptions options;
    options.folder = folder_.path();
    options.environment = {{"ASSAY_STORE", "runs.db"}};
    return test::run_process(arguments, options);
  }

  void evaluate(const std::string& name, const std::vector<std::pair<std::string, int>>& right) {
    std::string answers;
    for (const auto& [task, n] : tasks_)
      for (int i = 0; i < n; ++i) {
        int limit = 0;
        for (const auto& [of, number] : right)
          if (of == task) limit = number;
        answers += "{\"id\": \"" + task + std::to_string(i) + "\", \"text\": \"" + (i < limit ? "one two three four five six" : "ONE TWO THREE FOUR FIVE SIX") + "\"}\n";
      }
    folder_.write(name + ".jsonl", answers);
    folder_.write(name + ".yaml", "name: " + name + "\nmodels: {m: {backend: replay, path: " + name + ".jsonl, match: id}}\ntasks: [all]\n");
    const ProcessResult run = assay({"run", name + ".yaml", "-q"});
    ASSERT_EQ(run.exit_code, 0) << run.err << run.out;
  }

  Value report(const std::string& run) const {
    return json::parse(assay({"report", run, "--format", "json"}).out, "report");
  }

  static const Value* number(const Value& list, const std::string& group, const std::string& metric) {
    for (const Value& one : list.as_array())
      if (one.find("group") != nullptr && one.find("group")->as_string() == group && one.find("metric")->as_string() == metric)
        return &one;
    return nullptr;
  }

  const std::vector<std::pair<std::string, int>> tasks_ = {{"colours", 80}, {"small", 20}, {"large", 100}};
  test::TempFolder folder_;
};

TEST_F(GroupsE2e, ReportsShowTheNumbersOfGroups) {
  const Value groups = *report("base").find("groups");
  ASSERT_EQ(groups.size(), 3u);
  const Value* all = number(groups, "all", "exact_match");
  ASSERT_NE(all, nullptr);
  EXPECT_NEAR(all->find("value")->as_double(), 160.0 / 200, 1e-12);
  EXPECT_LT(all->find("low")->as_double(), 0.8);
  EXPECT_GT(all->find("high")->as_double(), 0.8);
  EXPECT_EQ(all->find("tasks")->size(), 3u);
  EXPECT_NEAR(number(groups, "numbers", "exact_match")->find("value")->as_double(), 0.7, 1e-12);
  EXPECT_EQ(number(groups, "numbers", "exact_match")->find("weighting")->as_string(), "equal");
  EXPECT_THAT(number(groups, "all", "bleu")->find("method")->as_string(), HasSubstr("bootstrap"));
  const std::string terminal = assay({"report", "base"}).out;
  EXPECT_THAT(terminal, AllOf(HasSubstr("m       - colours "), HasSubstr("m       - Numbers "), HasSubstr("m        - small ")));
  EXPECT_THAT(assay({"report", "base", "--format", "md"}).out, HasSubstr("| m |  - Numbers | exact\\_match | 0.7000 |"));
  EXPECT_THAT(assay({"report", "base", "--format", "junit"}).out, HasSubstr("classname=\"m.numbers\" name=\"exact_match\""));
  EXPECT_THAT(assay({"report", "base", "--format", "html"}).out, HasSubstr("\"weighting\":\"equal\""));
}

TEST_F(GroupsE2e, RunningAgainChangesNothing) {
  const std::string before = json::dump(*report("base").find("groups"));
  ASSERT_EQ(assay({"run", "base.yaml", "-q"}).exit_code, 0);
  EXPECT_EQ(json::dump(*report("base").find("groups")), before);
}

TEST_F(GroupsE2e, ScoringAgainNumbersTheGroupsAgain) {
  const std::vector<std::string> command = {"rescore", "base", "--metrics", "exact_match:ignore_case=true", "--task", "small",
                                            "--format", "json"};
  std::vector<std::string> dry = command;
  dry.push_back("--dry-run");
  const Value looked = json::parse(assay(dry).out, "rescore");
  const Value* planned = number(*looked.find("groups"), "numbers", "exact_match");
  ASSERT_NE(planned, nullptr);
  EXPECT_NEAR(planned->find("before")->find("value")->as_double(), 0.7, 1e-12);
  EXPECT_NEAR(planned->find("after")->find("value")->as_double(), 0.95, 1e-12);
  EXPECT_NEAR(number(*report("base").find("groups"), "numbers", "exact_match")->find("value")->as_double(), 0.7, 1e-12);
  const Value done = json::parse(assay(command).out, "rescore");
  EXPECT_EQ(json::dump(*number(*done.find("groups"), "numbers", "exact_match")), json::dump(*planned));
  const Value groups = *report("base").find("groups");
  EXPECT_NEAR(number(groups, "numbers", "exact_match")->find("value")->as_double(), 0.95, 1e-12);
  EXPECT_NEAR(number(groups, "all", "exact_match")->find("value")->as_double(), 170.0 / 200, 1e-12);
}

TEST_F(GroupsE2e, ScoringAgainFindsTheFilesOfAGroupsTasks) {
  folder_.write("tasks/small.yaml",
                "task: small\ndataset_path: json\ndataset_kwargs: {data_files: {test: small.jsonl}}\ntest_split: test\n"
                "output_type: generate_until\ndoc_to_text: q\ndoc_to_target: a\n"
                "metric_list: [{metric: exact_match, ignore_case: true}, {metric: bleu}]\n");
  const ProcessResult done = assay({"rescore", "base", "--format", "json"});
  ASSERT_EQ(done.exit_code, 0) << done.err;
  EXPECT_THAT(done.err, Not(HasSubstr("was not found")));
  const Value document = json::parse(done.out, "rescore");
  const Value* number_of = number(*document.find("groups"), "numbers", "exact_match");
  ASSERT_NE(number_of, nullptr);
  EXPECT_NEAR(number_of->find("after")->find("value")->as_double(), 0.95, 1e-12);
}

TEST_F(GroupsE2e, GroupsAreComparedAndJudged) {
  const ProcessResult c = assay({"compare", "base", "worse", "--format", "json", "--fail-if", "all.exact_match drop < 0.05"});
  EXPECT_EQ(c.exit_code, 1) << c.err;
  const Value document = json::parse(c.out, "compare");
  bool found = false;
  for (const Value& result : document.find("results")->as_array()) {
    if (!result.find("is_group")->as_bool() || result.find("task")->as_string() != "all" ||
        result.find("metric")->as_string() != "exact_match")
      continue;
    found = true;
    EXPECT_NEAR(result.find("difference")->as_double(), -48.0 / 200, 1e-12);
    EXPECT_EQ(result.find("n")->as_int(), 200);
    EXPECT_EQ(result.find("verdict")->as_string(), "regressed");
  }
  EXPECT_TRUE(found);
  EXPECT_EQ(assay({"compare", "base", "worse", "--fail-if", "all.exact_match drop < 0.5"}).exit_code, 0);
  EXPECT_EQ(assay({"compare", "base", "worse", "--fail-if", "numbers.exact_match >= 0.55"}).exit_code, 0);
  EXPECT_EQ(assay({"compare", "base", "worse", "--fail-if", "numbers.exact_match >= 0.65"}).exit_code, 1);
  EXPECT_THAT(assay({"compare", "base", "worse"}).out, HasSubstr("all (group)"));
}

TEST_F(GroupsE2e, ARunWithoutGroupsHasNone) {
  folder_.write("plain.yaml", "name: plain\nmodels: {m: {backend: replay, path: base.jsonl, match: id}}\ntasks: [colours]\n");
  ASSERT_EQ(assay({"run", "plain.yaml", "-q"}).exit_code, 0);
  EXPECT_EQ(report("plain").find("groups")->size(), 0u);
  EXPECT_THAT(assay({"report", "plain"}).out, Not(HasSubstr(" - ")));
}

TEST_F(GroupsE2e, TheListOfTasksMarksGroups) {
  const ProcessResult listed = assay({"list", "tasks", "--format", "json"});
  ASSERT_EQ(listed.exit_code, 0) << listed.err;
  const Value list = json::parse(listed.out, "list");
  for (const Value& one : list.as_array()) {
    const std::string name = one.find("name")->as_string();
    const bool is_group = name == "all" || name == "numbers";
    if (is_group || name == "colours" || name == "small") {
      EXPECT_EQ(one.find("kind")->as_string(), is_group ? "group" : "task") << name;
    }
  }
}

}  // namespace
}  // namespace assay
