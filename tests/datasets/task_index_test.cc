#include "datasets/task_index.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <thread>

#include "datasets/task_search.h"
#include "tests/support/shared.h"

namespace assay::datasets {
namespace {

namespace fs = std::filesystem;

// A cache folder of the test's own, and the former one afterwards.
class TaskIndex : public testing::Test {
 protected:
  void SetUp() override {
    if (const char* set = std::getenv("ASSAY_CACHE")) before_ = set;
    setenv("ASSAY_CACHE", cache_.path().c_str(), 1);
    for (int i = 0; i < kFiles; ++i) folder_.write(name(i), "task: task" + std::to_string(i) + "\n");
  }
  void TearDown() override {
    if (before_)
      setenv("ASSAY_CACHE", before_->c_str(), 1);
    else
      unsetenv("ASSAY_CACHE");
  }

  static std::string name(int i) { return "file" + std::to_string(1000 + i) + ".yaml"; }
  std::string manifest() const { return manifest_file(fs::canonical(folder_.path()).string()); }
  // A manifest that knows all files as they are, but calls each "planted": so one sees what is taken from it.
  void plant() const {
    auto entries = index_tasks(folder_.path());
    for (TaskFileEntry& entry : entries) entry.heading.name = "planted";
    store_manifest(manifest(), write_manifest(fs::canonical(folder_.path()).string(), entries));
  }
  int num_planted() const {
    int count = 0;
    for (const TaskFileEntry& entry : index_tasks(folder_.path())) count += entry.heading.name == "planted" ? 1 : 0;
    return count;
  }

  static constexpr int kFiles = 120;
  test::TempFolder folder_, cache_;
  std::optional<std::string> before_;
};

TEST_F(TaskIndex, TakesFromTheManifestWhatHasNotChanged) {
  plant();
  EXPECT_EQ(num_planted(), kFiles);
}

TEST_F(TaskIndex, SeesAFileThatWasChangedInPlace) {
  plant();
  folder_.write(name(3), "task: another_name_of_another_length\n");
  const auto entries = index_tasks(folder_.path());
  EXPECT_EQ(entries[3].heading.name, "another_name_of_another_length");
  EXPECT_EQ(entries[4].heading.name, "planted");
}

TEST_F(TaskIndex, SeesAChangeThatHidesBehindItsOldTimeAndSize) {
  plant();
  const fs::path file = fs::path(folder_.path()) / name(3);
  const auto time = fs::last_write_time(file);
  std::this_thread::sleep_for(std::chrono::milliseconds(30));  // file systems count time in steps
  folder_.write(name(3), "task: tusk3\n");
  fs::last_write_time(file, time);
  EXPECT_EQ(index_tasks(folder_.path())[3].heading.name, "tusk3");
}

TEST_F(TaskIndex, SeesFilesThatCameWentAndWereExchanged) {
  plant();
  fs::remove(fs::path(folder_.path()) / name(0));
  fs::create_directories(folder_.path() + "/deep/er");
  folder_.write("deep/er/new.yml", "group: fresh\n");
  fs::rename(fs::path(folder_.path()) / name(1), fs::path(folder_.path()) / name(2));
  const auto entries = index_tasks(folder_.path());
  ASSERT_EQ(entries.size(), std::size_t{kFiles - 1});
  EXPECT_EQ(entries[0].path, "deep/er/new.yml");
  EXPECT_EQ(entries[0].heading.name, "fresh");
  EXPECT_TRUE(entries[0].heading.is_group);
  EXPECT_EQ(entries[1].path, name(2));
  EXPECT_EQ(entries[1].heading.name, "task1");
}

TEST_F(TaskIndex, DoesNotBelieveAFileThatMayStillBeWritten) {
  index_tasks(folder_.path());  // all files are new: none is kept
  const auto kept = read_manifest(load_manifest(manifest()), fs::canonical(folder_.path()).string());
  ASSERT_TRUE(kept.has_value());
  EXPECT_TRUE(kept->empty());
}

TEST_F(TaskIndex, DoesWithoutAManifestThatIsCorrupt) {
  plant();
  std::string bytes = load_manifest(manifest());
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] + 1);
  store_manifest(manifest(), bytes);
  EXPECT_EQ(num_planted(), 0);
}

TEST_F(TaskIndex, DoesWithoutACacheThatCannotBeWritten) {
  setenv("ASSAY_CACHE", "/proc/no/such/place", 1);
  EXPECT_EQ(index_tasks(folder_.path()).size(), std::size_t{kFiles});
  EXPECT_EQ(list_tasks({folder_.path()}).size(), std::size_t{kFiles});
}

TEST_F(TaskIndex, ASmallFolderLeavesNothingInTheCache) {
  const test::TempFolder small;
  small.write("a.yaml", "task: a\n");
  EXPECT_EQ(index_tasks(small.path()).size(), 1u);
  EXPECT_FALSE(fs::exists(cache_.path() + "/tasks"));
}

TEST_F(TaskIndex, OrdersByFoldersAndFollowsNoLinksToThem) {
  const test::TempFolder folder;
  for (const char* inner : {"/a-b", "/a/b"}) fs::create_directories(folder.path() + inner);
  for (const char* file : {"a-b/x.yaml", "a/x.yaml", "a.yaml", "Z.yaml", "a/b/x.yaml", "a/note.txt"}) folder.write(file, "task: t\n");
  fs::create_directory_symlink(folder.path(), folder.path() + "/a/circle");
  fs::create_symlink(folder.path() + "/Z.yaml", folder.path() + "/link.yaml");
  fs::create_symlink(folder.path() + "/nothing", folder.path() + "/dangling.yaml");
  fs::create_directory(folder.path() + "/folder.yaml");
  std::vector<std::string> paths;
  for (const TaskFileEntry& entry : index_tasks(folder.path())) paths.push_back(entry.path);
  EXPECT_EQ(paths, (std::vector<std::string>{"Z.yaml", "a/b/x.yaml", "a/x.yaml", "a-b/x.yaml", "a.yaml", "link.yaml"}));
  EXPECT_TRUE(index_tasks(folder.path() + "/none").empty());
}

}  // namespace
}  // namespace assay::datasets
