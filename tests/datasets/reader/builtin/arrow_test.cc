#include <gtest/gtest.h>

#include <algorithm>

#include "datasets/registry.h"
#include "tests/datasets/reader/arrow_files.h"

namespace assay::datasets {
namespace {

using test::reading_error;
using test::rows_of;

class ArrowGolden : public testing::TestWithParam<std::string> {};

const Value& golden() {
  static const Value kGolden = json::parse(test::read_file(test::test_data("golden/arrow/expected.json")), "expected.json");
  return *kGolden.find("files");
}

std::vector<std::string> golden_files() {
  std::vector<std::string> names;
  for (const Value::Member& member : golden().as_object()) names.push_back(member.key);
  return names;
}

TEST_P(ArrowGolden, RowsAreThoseThatPythonReads) {
  ASSAY_ARROW_OR_SKIP();
  const auto reader = open_arrow_reader(test::test_data("golden/arrow/" + GetParam()));
  const std::vector<Value> rows = rows_of(*reader);
  const Value::Array& expected = golden().find(GetParam())->as_array();
  ASSERT_EQ(rows.size(), expected.size());
  for (std::size_t i = 0; i < rows.size(); ++i) EXPECT_EQ(json::dump(rows[i]), json::dump(expected[i])) << "row " << i;
}

// The file's name without what GoogleTest does not allow in a test's name.
std::string case_name(const testing::TestParamInfo<std::string>& info) {
  std::string name = info.param;
  std::replace(name.begin(), name.end(), '.', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Files, ArrowGolden, testing::ValuesIn(golden_files()), case_name);

TEST(ArrowReader, WhereNamesFileAndRowAcrossBatches) {
  ASSAY_ARROW_OR_SKIP();
  const std::string path = test::test_data("golden/arrow/nested_stream.arrow");
  const auto reader = open_arrow_reader(path);
  Value row;
  for (int i = 1; i <= 4; ++i) {
    ASSERT_TRUE(reader->next(row));
    EXPECT_EQ(reader->where(), path + ": row " + std::to_string(i));
  }
  EXPECT_FALSE(reader->next(row));
  EXPECT_FALSE(reader->next(row));
}

TEST(ArrowReader, NamesOfClassesComeFromTheMetadataOfHuggingFace) {
  ASSAY_ARROW_OR_SKIP();
  for (const char* name : {"hf.arrow", "hf.parquet"}) {
    const auto reader = open_arrow_reader(test::test_data(std::string("golden/arrow/") + name));
    int found = 0;
    for (const ColumnInfo& column : reader->columns()) {
      found += column.name == "label" || column.name == "tags[]" || column.name == "answers.kind[]";
      if (column.name == "label") {
        EXPECT_EQ(column.class_names, (std::vector<std::string>{"entailment", "neutral", "contradiction"}));
      } else if (column.name == "tags[]") {
        EXPECT_EQ(column.class_names, (std::vector<std::string>{"O", "B", "I"}));
      } else if (column.name == "answers.kind[]") {
        EXPECT_EQ(column.class_names, (std::vector<std::string>{"long", "short"}));
      } else {
        EXPECT_TRUE(column.class_names.empty()) << column.name;
      }
    }
    EXPECT_EQ(found, 3) << name;
  }
}

TEST(ArrowReader, ColumnsCarryTheTypesOfTheFile) {
  ASSAY_ARROW_OR_SKIP();
  const auto reader = open_arrow_reader(test::test_data("golden/arrow/questions_none.parquet"));
  const std::vector<ColumnInfo> columns = reader->columns();
  ASSERT_EQ(columns.size(), 3u);
  EXPECT_EQ(columns[0].name, "id");
  EXPECT_EQ(columns[0].type, "int32");
  EXPECT_EQ(columns[1].type, "string");
}

TEST(ArrowReader, TheContentDecidesNotTheExtension) {
  ASSAY_ARROW_OR_SKIP();
  const test::TempFolder folder;
  const std::string path =
      folder.write("stream.parquet", test::read_file(test::test_data("golden/arrow/questions.feather")));
  EXPECT_EQ(rows_of(*open_arrow_reader(path)).size(), 5u);
}

TEST(ArrowReader, WhatIsNoArrowFileIsSaidSo) {
  ASSAY_ARROW_OR_SKIP();
  const test::TempFolder folder;
  EXPECT_THAT(reading_error(folder.path() + "/none.arrow"), testing::HasSubstr("cannot be opened"));
  EXPECT_THAT(reading_error(folder.path()), testing::HasSubstr("is a folder"));
  EXPECT_THAT(reading_error(folder.write("a.arrow", "")), testing::HasSubstr("is 0 bytes long"));
  EXPECT_THAT(reading_error(folder.write("b.arrow", "{\"id\": 1}\n{\"id\": 2}\n")),
              testing::HasSubstr("is neither Parquet nor Arrow IPC"));
  EXPECT_THAT(reading_error(folder.write("c.arrow", "FEA1 something")), testing::HasSubstr("first Feather format"));
  EXPECT_THAT(reading_error(folder.write("d.parquet", "PARE something PARE")), testing::HasSubstr("encrypted"));
  EXPECT_THAT(reading_error(folder.write("e.parquet", "PAR1")), testing::HasSubstr("cannot be read as Parquet"));
}

TEST(ArrowReader, AStreamThatIsCutBetweenTwoBatchesIsNotWhole) {
  ASSAY_ARROW_OR_SKIP();
  const test::TempFolder folder;
  const std::string whole = test::read_file(test::test_data("golden/arrow/hf.arrow"));
  const std::string end("\xFF\xFF\xFF\xFF\0\0\0\0", 8);
  ASSERT_TRUE(whole.ends_with(end));
  EXPECT_THAT(reading_error(folder.write("cut.arrow", whole.substr(0, whole.size() - 8))), testing::HasSubstr("cut off"));
}

TEST(ArrowReader, EveryCutFileIsAnErrorAndNeverLessRows) {
  ASSAY_ARROW_OR_SKIP();
  const test::TempFolder folder;
  for (const char* name : {"questions_zstd.parquet", "hf.arrow", "questions.feather"}) {
    const std::string whole = test::read_file(test::test_data(std::string("golden/arrow/") + name));
    for (std::size_t size = 0; size < whole.size(); size += 1 + size % 37)
      EXPECT_NE(reading_error(folder.write("cut", whole.substr(0, size))), "") << name << " cut to " << size;
  }
}

TEST(ArrowReader, AChangedByteNeverDoesMoreThanAnError) {
  ASSAY_ARROW_OR_SKIP();
  const test::TempFolder folder;
  for (const char* name : {"nested.parquet", "ipc_only.arrow", "dictionaries.arrow"}) {
    const std::string whole = test::read_file(test::test_data(std::string("golden/arrow/") + name));
    for (std::size_t at = 0; at < whole.size(); at += 11) {
      std::string changed = whole;
      changed[at] = static_cast<char>(changed[at] ^ (1 << at % 8));
      reading_error(folder.write("changed", changed));
    }
  }
}

TEST(ArrowReader, IsAmongTheFormatsThatAreListed) {
  int found = 0;
  for (const ReaderDef* def : builtin::all_readers()) found += def->name == "arrow" || def->name == "parquet";
  EXPECT_EQ(found, 2);
}

}  // namespace
}  // namespace assay::datasets
