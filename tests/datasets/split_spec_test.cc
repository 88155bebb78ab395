#include "datasets/split_spec.h"

#include <gtest/gtest.h>

#include "harness/core/error.h"

namespace assay::datasets {
namespace {

RowRange range(const std::string& written, std::int64_t num_rows) {
  return rows_of(parse_split(written, "task.yaml:3").at(0), num_rows);
}

void expect_range(const std::string& written, std::int64_t num_rows, std::int64_t first, std::int64_t last) {
  const RowRange rows = range(written, num_rows);
  EXPECT_EQ(rows.first, first) << written << " of " << num_rows;
  EXPECT_EQ(rows.last, last) << written << " of " << num_rows;
}

TEST(SplitSpec, ANameIsTheWholeSplit) {
  const auto parts = parse_split("test", "task.yaml:3");
  ASSERT_EQ(parts.size(), 1u);
  EXPECT_EQ(parts[0].split, "test");
  EXPECT_TRUE(parts[0].is_whole());
  EXPECT_EQ(parse_split("validation.matched", "t")[0].split, "validation.matched");
  expect_range("test", 7, 0, 7);
}

TEST(SplitSpec, SlicesAreThoseOfPythonLists) {
  expect_range("train[:100]", 250, 0, 100);
  expect_range("train[:100]", 50, 0, 50);
  expect_range("train[10:20]", 250, 10, 20);
  expect_range("train[-5:]", 250, 245, 250);
  expect_range("train[:-5]", 3, 0, 0);
  expect_range("train[20:10]", 250, 20, 20);
  expect_range("train[1_000:]", 1500, 1000, 1500);
  expect_range("train[:]", 9, 0, 9);
  expect_range("train[:9223372036854775807]", 9, 0, 9);
}

TEST(SplitSpec, PerCentsRoundHalvesToTheEvenNeighbour) {
  expect_range("train[10%:20%]", 250, 25, 50);
  expect_range("train[:50%]", 5, 0, 2);   // 2.5
  expect_range("train[:50%]", 7, 0, 4);   // 3.5
  expect_range("train[-10%:]", 105, 95, 105);  // -10.5
  expect_range("train[:33%]", 10, 0, 3);
  expect_range("train[:99%](pct1_dropremainder)", 199, 0, 99);
  expect_range("train[-99%:](pct1_dropremainder)", 199, 100, 199);
  expect_range("train[:100%]", std::int64_t{1} << 55, 0, std::int64_t{1} << 55);
}

TEST(SplitSpec, PartsJoinWithAPlus) {
  const auto parts = parse_split("train[:50%] + test+ dev[3:]", "task.yaml:3");
  ASSERT_EQ(parts.size(), 3u);
  EXPECT_EQ(parts[0].to, 50);
  EXPECT_TRUE(parts[0].in_percent);
  EXPECT_EQ(parts[1].split, "test");
  EXPECT_EQ(parts[2].split, "dev");
  EXPECT_EQ(parts[2].from, 3);
}

TEST(SplitSpec, WhatIsNotUnderstoodIsRefusedWithItsPlace) {
  for (const char* written :
       {"", "+", "train+", "train[", "train[]", "train[5]", "train[a:b]", "train[:101%]", "train[1.5:]", "train[:5](half)",
        "../train", "train..x", "train[:99999999999999999999]", "train]", "tr ain"}) {
    try {
      parse_split(written, "task.yaml:3");
      ADD_FAILURE() << "'" << written << "' was taken";
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kConfig);
      EXPECT_THAT(error.what(), testing::StartsWith("task.yaml:3: the split '"));
    }
  }
}

TEST(SplitSpec, DroppingTheRemainderOfFewRowsIsRefused) {
  EXPECT_THROW(range("train[:10%](pct1_dropremainder)", 99), Error);
}

}  // namespace
}  // namespace assay::datasets
