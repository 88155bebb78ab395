#include <filesystem>
#include <string>

#include "tests/datasets/support_task.h"

namespace assay::datasets {
namespace {

using test_support::error_of;
using ::testing::HasSubstr;

std::string task_text(const std::string& name) {
  return "# a comment\ntask: " + name + "  # its name\ndataset_kwargs: {data_files: x.jsonl}\ndoc_to_text: q\n";
}

TEST(TaskSearch, FindsATaskByItsNameNotItsFile) {
  const test::TempFolder folder;
  std::filesystem::create_directory(folder.path() + "/deep");
  folder.write("alpha.yaml", task_text("alpha"));
  const std::string other = folder.write("deep/file.yml", task_text("'beta'"));
  EXPECT_EQ(find_task_file("alpha", {folder.path()}), folder.path() + "/alpha.yaml");
  EXPECT_EQ(find_task_file("beta", {"/not/there", folder.path()}), other);
  EXPECT_EQ(find_task("beta", {folder.path()}).name, "beta");
}

TEST(TaskSearch, TheFirstFolderWins) {
  const test::TempFolder first, second;
  const std::string file = first.write("x.yaml", task_text("same"));
  second.write("same.yaml", task_text("same"));
  EXPECT_EQ(find_task_file("same", {first.path(), second.path()}), file);
  const auto tasks = list_tasks({first.path(), second.path()});
  ASSERT_EQ(tasks.size(), 1u);
  EXPECT_EQ(tasks[0].file, file);
}

TEST(TaskSearch, TakesThePathOfAFile) {
  const test::TempFolder folder;
  const std::string file = folder.write("any.yaml", task_text("inside"));
  EXPECT_EQ(find_task(file, {}).name, "inside");
  EXPECT_THAT(error_of([&] { find_task(folder.path() + "/no.yaml", {}); }), HasSubstr("there is no such task file"));
}

TEST(TaskSearch, HintsAtTheNearestName) {
  const test::TempFolder folder;
  folder.write("a.yaml", task_text("general_knowledge"));
  folder.write("group.yaml", "group: all\ntask:\n  - general_knowledge\n");
  EXPECT_EQ(error_of([&] { find_task_file("general_knowlege", {folder.path()}); }),
            "unknown task 'general_knowlege'; did you mean 'general_knowledge'? looked in: " + folder.path() +
                "; known: all, general_knowledge");
  EXPECT_THAT(error_of([] { find_task_file("x", {}); }), HasSubstr("looked in: no folder; known: none"));
}

TEST(TaskSearch, ListsTasksByName) {
  const test::TempFolder folder;
  folder.write("2.yaml", task_text("zeta"));
  folder.write("3.yaml", task_text("alpha"));
  folder.write("rubric.yaml", "criteria: []\n");
  folder.write("note.txt", task_text("no"));
  const auto tasks = list_tasks({folder.path()});
  ASSERT_EQ(tasks.size(), 2u);
  EXPECT_EQ(tasks[0].name, "alpha");
  EXPECT_EQ(tasks[1].name, "zeta");
}

}  // namespace
}  // namespace assay::datasets
