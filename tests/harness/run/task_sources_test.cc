#include "harness/run/task_sources.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/shared.h"

namespace assay::run {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::optional<std::string> nothing_set(const std::string&) { return std::nullopt; }

std::string error_of(const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& e) {
    return e.message();
  }
  return "";
}

std::string task_yaml(const std::string& name, const std::string& metric = "exact_match") {
  return "task: " + name +
         "\ndataset_path: json\ndataset_kwargs: {data_files: {test: gone.jsonl}}\ntest_split: test\n"
         "output_type: generate_until\ndoc_to_text: q\ndoc_to_target: a\nmetric_list: [{metric: " +
         metric + "}]\n";
}

TEST(TaskSources, ModelsAndTheirEnvironmentAreNotLookedAt) {
  const ScoringConfig config = read_scoring_config(
      "models: {m: {backend: openai_chat, base_url: '${GONE}'}}\ntasks: [a, {task: '${SET}', limit: 3, sampling: "
      "{stop: '${GONE}'}}]\n"
      "task_path: x\nmax_failed: '${SHARE:-0.25}'\nunknown: 1\n",
      "run.yaml", "base",
      [](const std::string& name) { return name == "SET" ? std::optional<std::string>("b") : std::nullopt; });
  ASSERT_EQ(config.tasks.size(), 2u);
  EXPECT_EQ(config.tasks[0].task, "a");
  EXPECT_EQ(config.tasks[1].task, "b");
  EXPECT_THAT(config.task_path, ElementsAre("base/x", "base/tasks"));
  EXPECT_EQ(config.max_failed, 0.25);
}

TEST(TaskSources, TheOverridesThatAStoreKeepsAreApplied) {
  const ScoringConfig config = read_scoring_config(
      "# --set tasks.0=no\ntasks: [a, b]\nmax_failed: 0.5\n# --set tasks.1.task=c\n# --set max_failed=0.125\n",
      "stored", "", nothing_set);
  EXPECT_EQ(config.tasks[0].task, "a") << "a comment of the file's own is none";
  EXPECT_EQ(config.tasks[1].task, "c");
  EXPECT_EQ(config.max_failed, 0.125);
}

TEST(TaskSources, ATaskIsFoundInAGroupOfTheRunAsTheGroupSetsIt) {
  test::TempFolder folder;
  folder.write("one.yaml", task_yaml("one"));
  folder.write("two.yaml", task_yaml("two") + "tag: some\n");
  folder.write("all.yaml", "group: all\ntask: [one]\nnum_fewshot: 3\n");
  const auto find = [&](const std::string& tasks, const std::string& task) {
    return find_configured_task(read_scoring_config("tasks: [" + tasks + "]\ntask_path: .\n", "run.yaml", folder.path(), nothing_set), task);
  };
  for (const char* entry : {"all", "all.yaml"}) {
    const auto found = find(entry, "one");
    ASSERT_TRUE(found.has_value()) << entry;
    EXPECT_EQ(found->num_fewshot, 3) << entry;
  }
  EXPECT_TRUE(find("some", "two").has_value());
  EXPECT_FALSE(find("all, gone", "two").has_value());
}

TEST(TaskSources, ATaskIsFoundByNameAndByFileWithoutItsData) {
  test::TempFolder folder;
  folder.write("one.yaml", task_yaml("one"));
  folder.write("other_name.yaml", task_yaml("two", "token_f1"));
  const ScoringConfig config = read_scoring_config("tasks: [one, other_name.yaml, gone.yaml, three]\ntask_path: .\n",
                                                   "run.yaml", folder.path(), nothing_set);
  EXPECT_EQ(find_configured_task(config, "one")->metrics[0].name, "exact_match");
  EXPECT_EQ(find_configured_task(config, "two")->metrics[0].name, "token_f1");
  EXPECT_FALSE(find_configured_task(config, "three").has_value());
  EXPECT_FALSE(find_configured_task(config, "unlisted").has_value());
}

TEST(TaskSources, AFileThatIsThereButWrongIsAnErrorAndNotAMissingOne) {
  test::TempFolder folder;
  folder.write("one.yaml", "task: one\nmetric_lst: 1\n");
  const ScoringConfig config =
      read_scoring_config("tasks: [one]\ntask_path: .\n", "run.yaml", folder.path(), nothing_set);
  EXPECT_THAT(error_of([&] { find_configured_task(config, "one"); }), HasSubstr("one.yaml"));
}

TEST(TaskSources, WhatCannotBeReadIsNamedWithItsPlace) {
  const auto read = [](const std::string& yaml) { read_scoring_config(yaml, "run.yaml", "", nothing_set); };
  EXPECT_THAT(error_of([&] { read("tasks: [{limit: 3}]\n"); }), HasSubstr("run.yaml:1"));
  EXPECT_THAT(error_of([&] { read("tasks: ['${GONE}']\n"); }), HasSubstr("GONE"));
  EXPECT_THAT(error_of([&] { read("tasks: [a\n"); }), HasSubstr("run.yaml"));
  EXPECT_THAT(error_of([&] { read("tasks: [a]\nmax_failed: many\n"); }), HasSubstr("max_failed"));
  EXPECT_THAT(error_of([] { load_scoring_config("/nowhere/run.yaml", nothing_set); }), HasSubstr("cannot be opened"));
}

}  // namespace
}  // namespace assay::run
