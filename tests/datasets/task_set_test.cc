#include "datasets/task_set.h"

#include <string>
#include <vector>

#include "tests/datasets/support_task.h"

namespace assay::datasets {
namespace {

using test_support::error_of;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string task_text(const std::string& name, const std::string& more = "") {
  return "task: " + name + "\ndataset_kwargs: {data_files: x.jsonl}\ndoc_to_text: q\ndoc_to_target: a\n" + more;
}

std::vector<std::string> names_of(const TaskSet& set) {
  std::vector<std::string> names;
  for (const TaskSpec& task : set.tasks) names.push_back(task.name);
  return names;
}

class TaskSets : public testing::Test {
 protected:
  TaskSet resolve(const std::string& name) const { return resolve_tasks(name, {folder_.path()}); }
  std::string error(const std::string& name) const {
    return error_of([&] { resolve(name); }, folder_.path());
  }
  test::TempFolder folder_;
};

TEST_F(TaskSets, ATaskIsItself) {
  folder_.write("a.yaml", task_text("a"));
  const TaskSet set = resolve("a");
  EXPECT_THAT(names_of(set), ElementsAre("a"));
  EXPECT_TRUE(set.groups.empty());
}

TEST_F(TaskSets, ATagStandsForItsTasksByName) {
  folder_.write("1.yaml", task_text("zebra", "tag: animals\n"));
  folder_.write("2.yaml", task_text("ant", "tag: [small, animals]\n"));
  folder_.write("base.yaml", "tag: animals\n");
  folder_.write("3.yaml", "include: base.yaml\n" + task_text("bear"));
  EXPECT_THAT(names_of(resolve("animals")), ElementsAre("ant", "bear", "zebra"));
}

TEST_F(TaskSets, WhatAGroupSetsLiesOverItsMembersAndAMembersOwnOverAll) {
  folder_.write("a.yaml", task_text("a", "num_fewshot: 1\n"));
  folder_.write("b.yaml", task_text("b", "num_fewshot: 1\n"));
  folder_.write("inner.yaml", "group: inner\ntask: [b]\nnum_fewshot: 3\nsystem: inner\n");
  folder_.write("outer.yaml",
                "group: outer\ntask:\n  - {task: a, num_fewshot: 5}\n  - inner\nsystem: outer\n"
                "aggregate_metric_list:\n  - {metric: acc, weight_by_size: false}\n");
  const TaskSet set = resolve("outer");
  ASSERT_THAT(names_of(set), ElementsAre("a", "b"));
  EXPECT_EQ(set.tasks[0].num_fewshot, 5);
  EXPECT_EQ(set.tasks[1].num_fewshot, 3);
  EXPECT_EQ(set.tasks[0].system, "outer");
  EXPECT_EQ(set.tasks[1].system, "outer");
  ASSERT_EQ(set.groups.size(), 2u);
  EXPECT_EQ(set.groups[0].name, "outer");
  EXPECT_THAT(set.groups[0].tasks, ElementsAre("a", "b"));
  EXPECT_THAT(set.groups[1].tasks, ElementsAre("b"));
  ASSERT_EQ(set.groups[0].members.size(), 2u);
  EXPECT_EQ(set.groups[0].members[0].name, "a");
  EXPECT_FALSE(set.groups[0].members[0].is_group);
  EXPECT_EQ(set.groups[0].members[1].name, "inner");
  EXPECT_TRUE(set.groups[0].members[1].is_group);
  EXPECT_EQ(set.groups[1].members.size(), 1u);
  ASSERT_EQ(set.groups[0].metrics.size(), 1u);
  EXPECT_FALSE(set.groups[0].metrics[0].weight_by_size);
}

TEST_F(TaskSets, TasksAndGroupsMayBeWrittenInsideAGroup) {
  folder_.write("a.yaml", task_text("a"));
  folder_.write("all.yaml",
                "group: all\ntask:\n  - {group: part, task: [a]}\n"
                "  - {task: own, dataset_kwargs: {data_files: y.jsonl}, doc_to_text: q, doc_to_target: a}\n");
  const TaskSet set = resolve("all");
  EXPECT_THAT(names_of(set), ElementsAre("a", "all::own"));
  EXPECT_EQ(set.groups[1].name, "all::part");
}

TEST_F(TaskSets, NamesWhatIsWrong) {
  folder_.write("loop.yaml", "group: loop\ntask: [loop]\n");
  EXPECT_THAT(error("loop"), HasSubstr("the group 'loop' contains itself"));
  folder_.write("lost.yaml", "group: lost\ntask:\n  - lose\n");
  EXPECT_THAT(error("lost"), HasSubstr("lost.yaml:3: unknown task 'lose'; did you mean 'lost'?"));
  folder_.write("sum.yaml", "group: sum\ntask: []\naggregate_metric_list: [{metric: acc, aggregation: sum}]\n");
  EXPECT_THAT(error("sum"), HasSubstr("unknown value 'sum'; expected one of: mean"));
  folder_.write("typo.yaml", "group: typo\ntask: []\naggregate_metric_list: [{metric: acc, weight_by_sise: true}]\n");
  EXPECT_THAT(error("typo"), HasSubstr("did you mean 'weight_by_size'?"));
}

TEST_F(TaskSets, AGroupWithoutTasksIsAnError) {
  folder_.write("g.yaml", "group: g\ntask: []\n");
  EXPECT_THAT(error("g"), HasSubstr("g.yaml:1: the group 'g' has no tasks"));
}

TEST_F(TaskSets, IncludesThatMeetAgainAreFineAndACircleIsNot) {
  folder_.write("base.yaml", "doc_to_text: q\ndoc_to_target: a\nnum_fewshot: 2\ndataset_kwargs: {data_files: x.jsonl}\n");
  folder_.write("left.yaml", "include: base.yaml\nnum_fewshot: 3\n");
  folder_.write("right.yaml", "include: base.yaml\nsystem: right\n");
  folder_.write("both.yaml", "include: [right.yaml, left.yaml]\ntask: both\n");
  const TaskSet set = resolve("both");
  EXPECT_EQ(set.tasks[0].num_fewshot, 3);
  EXPECT_EQ(set.tasks[0].system, "right");
  folder_.write("one.yaml", "include: two.yaml\ntask: one\n");
  folder_.write("two.yaml", "include: one.yaml\n");
  EXPECT_THAT(error("one"), HasSubstr("goes in a circle"));
  folder_.write("wrong.yaml", "doc_to_txet: q\n");
  folder_.write("user.yaml", "include: wrong.yaml\n" + task_text("user"));
  EXPECT_THAT(error("user"), HasSubstr("wrong.yaml:1: unknown key 'doc_to_txet'"));
}

}  // namespace
}  // namespace assay::datasets
