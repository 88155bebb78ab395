#include "datasets/task_manifest.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "tests/support/shared.h"

namespace assay::datasets {
namespace {

std::vector<TaskFileEntry> some_entries() {
  return {{"a/b.yaml", {1, 2, 3, 4, 5}, {"name with\nanything \xFF", false, true}},
          {"c.yml", {-1, INT64_MAX, UINT64_MAX, 0, 7}, {"", true, false}},
          {"", {}, {}}};
}

void expect_equal(const std::vector<TaskFileEntry>& a, const std::vector<TaskFileEntry>& b) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(a[i].path, b[i].path);
    EXPECT_EQ(a[i].stamp, b[i].stamp);
    EXPECT_EQ(a[i].heading, b[i].heading);
  }
}

TEST(TaskManifest, GivesBackWhatWasWritten) {
  for (const auto& entries : {some_entries(), std::vector<TaskFileEntry>{}}) {
    const auto read = read_manifest(write_manifest("/tasks", entries), "/tasks");
    ASSERT_TRUE(read.has_value());
    expect_equal(*read, entries);
  }
}

TEST(TaskManifest, EveryChangedByteIsNoticed) {
  const std::string good = write_manifest("/tasks", some_entries());
  for (std::size_t i = 0; i < good.size(); ++i) {
    std::string bad = good;
    bad[i] = static_cast<char>(bad[i] ^ 0x55);
    EXPECT_FALSE(read_manifest(bad, "/tasks").has_value()) << i;
    EXPECT_FALSE(read_manifest(good.substr(0, i), "/tasks").has_value()) << i;
  }
  EXPECT_FALSE(read_manifest(good + "x", "/tasks").has_value());
}

TEST(TaskManifest, IsOfOneFolderOnly) {
  EXPECT_FALSE(read_manifest(write_manifest("/tasks", some_entries()), "/others").has_value());
}

TEST(TaskManifest, IsPutInPlaceWholeOrNotAtAll) {
  const test::TempFolder folder;
  const std::string file = folder.path() + "/deep/er/x.manifest";
  EXPECT_EQ(load_manifest(file), "");
  store_manifest(file, "one");
  store_manifest(file, "other");
  EXPECT_EQ(load_manifest(file), "other");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path() + "/deep/er"), {}), 1);
  store_manifest("/proc/no/such/place", "x");  // no error
  store_manifest(folder.path() + "/deep", "x");
  EXPECT_TRUE(std::filesystem::is_directory(folder.path() + "/deep"));
}

}  // namespace
}  // namespace assay::datasets
