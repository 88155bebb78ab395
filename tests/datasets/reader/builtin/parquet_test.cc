#include <gtest/gtest.h>

#include <algorithm>

#include "datasets/registry.h"
#include "tests/datasets/reader/arrow_files.h"

namespace assay::datasets {
namespace {

TEST(ParquetReader, RowGroupsFollowEachOtherInTheOrderOfTheFile) {
  ASSAY_ARROW_OR_SKIP();
  for (const char* codec : {"none", "snappy", "gzip", "zstd", "brotli", "lz4"}) {
    const auto reader = open_arrow_reader(test::test_data(std::string("golden/arrow/questions_") + codec + ".parquet"));
    const std::vector<Value> rows = test::rows_of(*reader);
    ASSERT_EQ(rows.size(), 7u) << codec;
    for (std::size_t i = 0; i < rows.size(); ++i)
      EXPECT_EQ(rows[i].find("id")->as_int(), static_cast<std::int64_t>(i)) << codec;
  }
}

TEST(ParquetReader, ABuildWithoutArrowSaysHowToGetIt) {
  const test::TempFolder folder;
  try {
    open_arrow_file("questions.parquet", {folder.path(), folder.path() + "/lib"});
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kRuntime);
    EXPECT_THAT(error.what(), testing::HasSubstr("questions.parquet: this build of assay reads no Parquet"));
    EXPECT_THAT(error.what(), testing::HasSubstr("scripts/setup"));
    EXPECT_THAT(error.what(), testing::HasSubstr("ASSAY_ARROW_ROOT"));
    EXPECT_THAT(error.what(), testing::HasSubstr(folder.path() + " or "));
  }
}

TEST(ParquetReader, AModuleThatDoesNotLoadIsNamed) {
  const test::TempFolder folder;
  folder.write(kArrowModuleFile, "not a library");
  try {
    open_arrow_file("questions.parquet", {folder.path()});
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kRuntime);
    EXPECT_THAT(error.what(), testing::HasSubstr("does not load"));
    EXPECT_THAT(error.what(), testing::HasSubstr(kArrowModuleFile));
  }
}

TEST(ParquetReader, TheModuleIsLookedForBesideTheProgram) {
  const std::vector<std::string> folders = arrow_module_folders();
  ASSERT_EQ(folders.size(), 2u);
  EXPECT_TRUE(folders[0].ends_with("/lib/assay")) << folders[0];
  EXPECT_TRUE(folders[1].ends_with("tests/lib/assay")) << folders[1];
}

TEST(ParquetReader, AChangedByteInAPageIsFoundOrChangesOnlyItsRow) {
  ASSAY_ARROW_OR_SKIP();
  const test::TempFolder folder;
  std::string whole = test::read_file(test::test_data("golden/arrow/questions_none.parquet"));
  const std::size_t at = whole.find("corners");
  ASSERT_NE(at, std::string::npos);
  whole[at] = '\xFF';
  EXPECT_THAT(test::reading_error(folder.write("changed.parquet", whole)), testing::HasSubstr("UTF8"));
}

}  // namespace
}  // namespace assay::datasets
