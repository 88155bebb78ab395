#include "datasets/prompt_variants.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "datasets/task_set.h"
#include "harness/core/error.h"
#include "tests/support/shared.h"

namespace assay::datasets {
namespace {

using testing::HasSubstr;

class PromptVariants : public testing::Test {
 protected:
  TaskSet resolve(const std::string& prompts, const YamlNode* over = nullptr) {
    const std::string file = folder_.write(
        "t.yaml",
        "task: t\ndataset_path: json\ndataset_kwargs: {data_files: rows.jsonl}\ndoc_to_text: q\ndoc_to_target: a\n" +
            prompts);
    return resolve_tasks(file, {}, over);
  }
  std::string failure(const std::string& prompts) {
    try {
      resolve(prompts);
    } catch (const Error& error) {
      return error.message();
    }
    return "";
  }
  test::TempFolder folder_;
};

TEST_F(PromptVariants, EachIsATaskOfItsOwnWithItsKeysOverThoseOfTheTask) {
  const TaskSet set = resolve(
      "description: Answer.\nnum_fewshot: 1\n"
      "prompts:\n  - {name: plain}\n  - name: terse\n    description: Answer in a word.\n    num_fewshot: 3\n    "
      "gen_prefix: \"Word:\"\n");
  ASSERT_EQ(set.tasks.size(), 2u);
  EXPECT_EQ(set.tasks[0].name, "t[plain]");
  EXPECT_EQ(set.tasks[1].name, "t[terse]");
  EXPECT_EQ(set.tasks[1].task_name(), "t");
  EXPECT_EQ(set.tasks[0].description.written, "Answer.");
  EXPECT_EQ(set.tasks[1].description.written, "Answer in a word.");
  EXPECT_EQ(set.tasks[1].num_fewshot, 3);
  EXPECT_TRUE(set.tasks[1].form.gen_prefix.is_set());
  EXPECT_FALSE(set.tasks[0].form.gen_prefix.is_set());
  EXPECT_TRUE(set.tasks[1].variant_sets("num_fewshot"));
  EXPECT_FALSE(set.tasks[0].variant_sets("num_fewshot"));
}

TEST_F(PromptVariants, ATaskWithoutThemIsItself) {
  const TaskSet set = resolve("");
  ASSERT_EQ(set.tasks.size(), 1u);
  EXPECT_EQ(set.tasks[0].name, "t");
  EXPECT_EQ(set.tasks[0].task_name(), "t");
}

TEST_F(PromptVariants, AListFromElsewhereReplacesTheTasksOwnAndSaysWhereItIs) {
  Value one = Value::object();
  one.set("name", "other");
  one.set("doc_to_text", "{{q}}?");
  one.set("num_fewshot", 2);
  Value list = Value::array();
  list.push_back(one);
  const YamlNode over = prompts_over(list, "run.yaml:7");
  const TaskSet set = resolve("prompts: [{name: own}]\n", &over);
  ASSERT_EQ(set.tasks.size(), 1u);
  EXPECT_EQ(set.tasks[0].name, "t[other]");
  EXPECT_EQ(set.tasks[0].num_fewshot, 2);
  EXPECT_EQ(set.tasks[0].form.doc_to_text.where, "run.yaml:7");
}

TEST_F(PromptVariants, WhatIsWrongIsSaidWithItsPlace) {
  EXPECT_THAT(failure("prompts: {name: x}\n"), testing::AllOf(HasSubstr("t.yaml:6"), HasSubstr("expected a list")));
  EXPECT_THAT(failure("prompts: []\n"), HasSubstr("expected a list"));
  EXPECT_THAT(failure("prompts: [{description: x}]\n"), HasSubstr("needs a 'name'"));
  EXPECT_THAT(failure("prompts: [{name: \"a b\"}]\n"), HasSubstr("not 'a b'"));
  EXPECT_THAT(failure("prompts:\n  - {name: a}\n  - {name: a}\n"),
              testing::AllOf(HasSubstr("t.yaml:8"), HasSubstr("two prompts are called 'a'")));
  EXPECT_THAT(failure("prompts:\n  - name: a\n    descripton: x\n"),
              testing::AllOf(HasSubstr("t.yaml:8"), HasSubstr("did you mean 'description'?")));
  EXPECT_THAT(failure("prompts: [{name: a, dataset_path: csv}]\n"), HasSubstr("cannot set 'dataset_path'"));
}

}  // namespace
}  // namespace assay::datasets
