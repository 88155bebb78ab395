#include "harness/run/run_groups.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "datasets/registry.h"
#include "harness/core/error.h"
#include "harness/run/runner.h"
#include "metrics/registry.h"
#include "tests/support/shared.h"

namespace assay::run {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class RunGroups : public testing::Test {
 protected:
  void SetUp() override {
    for (const char* name : {"a", "b", "c"}) {
      folder_.write(std::string(name) + ".jsonl", "{\"q\": \"one\", \"a\": \"1\"}\n{\"q\": \"two\", \"a\": \"2\"}\n");
      folder_.write("tasks/" + std::string(name) + ".yaml",
                    "task: " + std::string(name) + "\ndataset_path: json\ndataset_kwargs: {data_files: {test: " + folder_.path() + "/" +
                        name + ".jsonl}}\ntest_split: test\noutput_type: generate_until\ndoc_to_text: q\ndoc_to_target: a\n"
                               "metric_list: [{metric: exact_match}]\n");
    }
    folder_.write("tasks/inner.yaml", "group: inner\ntask: [b, c]\naggregate_metric_list: [{metric: exact_match}]\n");
    folder_.write("tasks/outer.yaml",
                  "group: outer\ngroup_alias: Outer\ntask: [a, inner]\nmetadata: {version: 2}\n"
                  "aggregate_metric_list: [{metric: exact_match, weight_by_size: false, filter_list: [none]}]\n");
    registry_.readers = datasets::builtin::all_readers();
    registry_.metrics = metrics::builtin::all_metrics();
  }

  OpenRun open(const std::string& tasks) {
    RunConfig config = parse_run_config("name: r\nmodels: {m: {backend: mock}}\ntasks: " + tasks + "\n", "run.yaml", folder_.path(), {},
                                        [](const std::string&) -> std::optional<std::string> { return std::nullopt; });
    config.task_path = {folder_.path() + "/tasks"};
    return open_run(std::move(config), registry_, false);
  }

  test::TempFolder folder_;
  Registry registry_;
};

TEST_F(RunGroups, ARunKeepsItsGroupsWithWhatStandsInThem) {
  const OpenRun run = open("[outer]");
  ASSERT_EQ(run.groups.size(), 2u);
  const RunFacts::Group& outer = run.groups[0];
  EXPECT_EQ(outer.name, "outer");
  EXPECT_EQ(outer.alias, "Outer");
  EXPECT_EQ(outer.version, "2");
  EXPECT_THAT(outer.tasks, ElementsAre("a", "b", "c"));
  EXPECT_THAT(outer.members, ElementsAre(RunFacts::Group::Member{"a", false}, RunFacts::Group::Member{"inner", true}));
  ASSERT_EQ(outer.numbers.size(), 1u);
  EXPECT_FALSE(outer.numbers[0].by_size);
  EXPECT_THAT(*outer.numbers[0].filters, ElementsAre("none"));
  EXPECT_THAT(run.groups[1].tasks, ElementsAre("b", "c"));
}

TEST_F(RunGroups, ATaskThatTwoEntriesBringIsOneTaskWhereTheyAskTheSame) {
  const OpenRun run = open("[inner, outer, a]");
  ASSERT_EQ(run.tasks.size(), 3u);
  EXPECT_EQ(run.groups.size(), 2u);
  try {
    open("[inner, {task: outer, limit: 1}]");
    FAIL();
  } catch (const Error& e) {
    EXPECT_THAT(e.what(), HasSubstr("the task 'b' is in the run already, with other settings"));
  }
  EXPECT_THROW(open("[a, a]"), Error);
}

TEST_F(RunGroups, GroupsArePartOfWhatARunIs) {
  const OpenRun alone = open("[b, c]");
  EXPECT_NE(alone.content_id(), open("[inner]").content_id());
  EXPECT_EQ(open("[inner]").content_id(), open("[inner]").content_id());
}

TEST_F(RunGroups, TwoGroupsOfOneNameMustBeOne) {
  datasets::GroupSpec spec{.name = "g", .alias = "", .version = "", .tasks = {"a"}, .metrics = {{"acc", {}, true}}};
  std::vector<RunFacts::Group> groups;
  add_groups(groups, std::vector<datasets::GroupSpec>{spec, spec}, "here");
  EXPECT_EQ(groups.size(), 1u);
  spec.metrics[0].weight_by_size = false;
  EXPECT_THROW(add_groups(groups, std::vector<datasets::GroupSpec>{spec}, "here"), Error);
}

TEST_F(RunGroups, AMetricHasItsNameHere) {
  std::vector<RunFacts::Group> groups;
  add_groups(groups, std::vector<datasets::GroupSpec>{{.name = "g", .alias = "", .version = "", .tasks = {"a"}, .metrics = {{"brier_score", {}, true}}}},
             "here");
  EXPECT_EQ(groups[0].numbers[0].metric, "brier");
}

}  // namespace
}  // namespace assay::run
