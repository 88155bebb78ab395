#include "datasets/glob.h"

#include <filesystem>

#include "tests/datasets/reader/support_reader.h"

namespace assay::datasets {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class Glob : public ::testing::Test {
 protected:
  Glob() {
    for (const char* folder : {"data", "data/deep", "data/deep/er", "data/.hidden"})
      std::filesystem::create_directories(folder_.path() + "/" + folder);
    for (const char* file : {"data/b.jsonl", "data/a.jsonl", "data/a1.csv", "data/a2.csv", "data/ax.csv", "data/.h.jsonl",
                             "data/deep/c.jsonl", "data/deep/er/d.jsonl", "data/.hidden/e.jsonl", "data/odd[1].txt"})
      folder_.write(file, "");
  }

  std::vector<std::string> expand(const std::string& pattern) const {
    std::vector<std::string> files = expand_glob(folder_.path() + "/" + pattern);
    for (std::string& file : files) file = test::without_folder(file, folder_);
    return files;
  }
  std::string error_of(const std::string& pattern) const {
    try {
      expand(pattern);
    } catch (const Error& error) {
      return test::without_folder(error.message(), folder_);
    }
    return "no error";
  }

  assay::test::TempFolder folder_;
};

TEST_F(Glob, AStarGivesTheFilesOfOneFolderInOrder) {
  EXPECT_THAT(expand("data/*.jsonl"), ElementsAre("data/a.jsonl", "data/b.jsonl"));
  EXPECT_THAT(expand("*/deep/*.jsonl"), ElementsAre("data/deep/c.jsonl"));
  EXPECT_THAT(expand("data/.*.jsonl"), ElementsAre("data/.h.jsonl"));
}

TEST_F(Glob, TwoStarsGoThroughFolders) {
  EXPECT_THAT(expand("data/**/*.jsonl"),
              ElementsAre("data/a.jsonl", "data/b.jsonl", "data/deep/c.jsonl", "data/deep/er/d.jsonl"));
  EXPECT_THAT(expand("data/deep/**"), ElementsAre("data/deep/c.jsonl", "data/deep/er/d.jsonl"));
  std::filesystem::create_directory_symlink(folder_.path() + "/data", folder_.path() + "/data/deep/loop");
  EXPECT_THAT(expand("data/deep/**"), ElementsAre("data/deep/c.jsonl", "data/deep/er/d.jsonl"));
}

TEST_F(Glob, BracesBracketsAndQuestionMarks) {
  EXPECT_THAT(expand("data/{b,a,a}.jsonl"), ElementsAre("data/a.jsonl", "data/b.jsonl"));
  EXPECT_THAT(expand("{data,nowhere}/a{1,{2,3}}.csv"), ElementsAre("data/a1.csv", "data/a2.csv"));
  EXPECT_THAT(expand("data/a[0-9].csv"), ElementsAre("data/a1.csv", "data/a2.csv"));
  EXPECT_THAT(expand("data/a[!0-9].csv"), ElementsAre("data/ax.csv"));
  EXPECT_THAT(expand("data/a?.csv"), ElementsAre("data/a1.csv", "data/a2.csv", "data/ax.csv"));
}

TEST_F(Glob, AFileCalledLikeThePatternIsThatFile) {
  EXPECT_THAT(expand("data/odd[1].txt"), ElementsAre("data/odd[1].txt"));
  EXPECT_THAT(expand("no/pattern.txt"), ElementsAre("no/pattern.txt"));
}

TEST_F(Glob, SaysWhatThereIsWhereNothingFits) {
  EXPECT_EQ(error_of("data/deep/*.csv"), "'data/deep/*.csv' fits no file; the folder 'data/deep' has c.jsonl, er");
  EXPECT_THAT(error_of("dta/*.csv"), HasSubstr("there is no folder 'dta'; did you mean 'data'?"));
}

TEST_F(Glob, HostilePatternsEnd) {
  std::string braces;
  for (int i = 0; i < 30; ++i) braces += "{a,b}";
  EXPECT_THAT(error_of(braces), HasSubstr("more than 1000 patterns"));
  std::string stars;
  for (int i = 0; i < 500; ++i) stars += "*a";
  EXPECT_FALSE(glob_match(stars + "b", std::string(2000, 'a')));
}

TEST(GlobMatch, ComparesCodePointsAndTakesAnOpenBracketAsItIs) {
  EXPECT_TRUE(glob_match("?", "\xC3\xA9"));
  EXPECT_TRUE(glob_match("[a", "[a"));
  EXPECT_FALSE(glob_match("[a", "a"));
  EXPECT_TRUE(glob_match("[]x]", "]"));
  EXPECT_TRUE(glob_match("*", "abc"));
  EXPECT_FALSE(glob_match("*", ".abc"));
  EXPECT_FALSE(glob_match("a*b", "ac"));
}

}  // namespace
}  // namespace assay::datasets
