// The tasks that come with the program, asked for from a folder that knows nothing of them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/support/process.h"
#include "tests/support/shared.h"

namespace assay {
namespace {

using testing::HasSubstr;

TEST(ShippedTaskPlacesE2e, AreFoundWhereverTheProgramIsCalledFrom) {
  const test::TempFolder folder;
  test::ProcessOptions options;
  options.folder = folder.path();
  options.environment = {{"ASSAY_TASK_PATH", ""}};
  const auto listed = test::run_process({test::assay_program(), "list", "tasks"}, options);
  EXPECT_EQ(listed.exit_code, 0) << listed.err;
  EXPECT_THAT(listed.out, HasSubstr("general_knowledge"));
  const auto asked = test::run_process({test::assay_program(), "requests", "general_knowledge", "--limit", "1", "--num-fewshot", "1"}, options);
  EXPECT_EQ(asked.exit_code, 0) << asked.err;
  EXPECT_THAT(asked.out, HasSubstr("\"task\":\"general_knowledge\""));
}

TEST(ShippedTaskPlacesE2e, GiveWayToTasksOfTheSameNameInTheWorkingFolder) {
  const test::TempFolder folder;
  std::filesystem::create_directory(folder.path() + "/tasks");
  folder.write("tasks/own.yaml",
               "task: general_knowledge\ndataset_path: json\ndataset_kwargs: {data_files: {test: rows.jsonl}}\ntest_split: test\n"
               "output_type: generate_until\ndoc_to_text: \"{{q}}\"\ndoc_to_target: a\nmetric_list: [{metric: exact_match}]\n");
  folder.write("tasks/rows.jsonl", "{\"q\":\"our own question\",\"a\":\"yes\"}\n");
  test::ProcessOptions options;
  options.folder = folder.path();
  const auto asked = test::run_process({test::assay_program(), "requests", "general_knowledge"}, options);
  EXPECT_EQ(asked.exit_code, 0) << asked.err;
  EXPECT_THAT(asked.out, HasSubstr("our own question"));
}

}  // namespace
}  // namespace assay
