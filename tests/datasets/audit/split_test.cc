#include "datasets/audit/split.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <sstream>

#include "datasets/registry.h"
#include "harness/core/error.h"
#include "harness/core/json.h"
#include "tests/support/shared.h"

namespace assay::datasets {
namespace {

using testing::HasSubstr;

std::vector<std::string> some_rows(int from, int to) {
  std::vector<std::string> rows;
  for (int i = from; i < to; ++i)
    rows.push_back("{\"q\":\"question " + std::to_string(i) + "\",\"group\":" + std::to_string(i % 40) + "}");
  return rows;
}

std::string joined(const std::vector<std::string>& rows) {
  std::string text;
  for (const std::string& row : rows) text += row + "\n";
  return text;
}

// The part of each row.
std::map<std::string, std::string> split(const std::vector<std::string>& rows, const std::string& into,
                                         const SplitOptions& options = {}) {
  const test::TempFolder folder;
  const auto written = split_file(folder.write("all.jsonl", joined(rows)), builtin::all_readers(), parse_shares(into),
                                  folder.path() + "/out", options);
  std::map<std::string, std::string> parts;
  for (const WrittenPart& part : written) {
    std::istringstream lines(test::read_file(part.file));
    for (std::string line; std::getline(lines, line);) parts[line] = part.name;
  }
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path() + "/out"), {}),
            static_cast<long>(written.size()));
  return parts;
}

TEST(Split, ARowKeepsItsPartWhenOthersComeAndMove) {
  std::vector<std::string> rows = some_rows(0, 300);
  const auto before = split(rows, "train=0.8,test=0.2");
  ASSERT_EQ(before.size(), 300u) << "no row is lost";
  const std::vector<std::string> more = some_rows(300, 500);
  rows.insert(rows.begin(), more.begin(), more.end());
  std::reverse(rows.begin(), rows.end());
  const auto after = split(rows, "train=0.8,test=0.2");
  for (const auto& [row, part] : before) EXPECT_EQ(after.at(row), part);
  const auto in_test = std::count_if(after.begin(), after.end(), [](const auto& row) { return row.second == "test"; });
  EXPECT_NEAR(static_cast<double>(in_test), 100.0, 40.0);
  EXPECT_NE(split(rows, "train=0.8,test=0.2", {.seed = 9}), after);
}

TEST(Split, AGroupNeverParts) {
  std::map<std::int64_t, std::string> part_of;
  for (const auto& [row, part] : split(some_rows(0, 400), "a=0.5,b=0.3,c=0.2", {.by = "group"})) {
    const std::int64_t group = json::parse(row, "row").find("group")->as_int();
    EXPECT_EQ(part_of.emplace(group, part).first->second, part);
  }
  EXPECT_EQ(part_of.size(), 40u);
}

TEST(Split, NumbersAreExactAndDoNotDependOnOrder) {
  std::vector<std::string> rows = some_rows(0, 100);
  const auto parts = split(rows, "test=30,train=rest");
  EXPECT_EQ(std::count_if(parts.begin(), parts.end(), [](const auto& row) { return row.second == "test"; }), 30);
  std::reverse(rows.begin(), rows.end());
  EXPECT_EQ(split(rows, "test=30,train=rest"), parts);
  EXPECT_THROW(split(rows, "test=101,train=rest"), Error);
  EXPECT_THROW(split(rows, "test=30,train=60"), Error);
  EXPECT_THROW(split(rows, "test=30,train=rest", {.by = "group"}), Error);
}

TEST(Split, WhatIsNoSplitIsRefused) {
  for (const char* written : {"", "train", "train=0.8,test=0.3", "train=0.8,train=0.2", "a/b=1", "..=1", "a=nan", "a=-1,b=2",
                              "a=rest,b=rest", "a=0.5,b=20", "a=0.5,b=rest", "a=1,", "a=99999999999999999999,b=rest"})
    EXPECT_THROW(parse_shares(written), Error) << written;
  EXPECT_EQ(parse_shares("a=1")[0].share, 1.0);
  EXPECT_EQ(parse_shares("a=1,b=rest")[0].count, 1u);
}

TEST(Split, NothingIsReplacedUnasked) {
  const test::TempFolder folder;
  const std::string file = folder.write("train.jsonl", joined(some_rows(0, 10)));
  const auto run = [&](const SplitOptions& options) {
    return split_file(file, builtin::all_readers(), parse_shares("train=0.5,test=0.5"), folder.path(), options);
  };
  EXPECT_THROW(run({}), Error);
  EXPECT_EQ(test::read_file(file), joined(some_rows(0, 10)));
  EXPECT_THROW(run({.by = "gruop", .replace = true}), Error);
  EXPECT_EQ(test::read_file(file), joined(some_rows(0, 10))) << "a failed split leaves what was there";
  EXPECT_FALSE(std::filesystem::exists(folder.path() + "/train.jsonl.partial"));
  const auto written = run({.replace = true});
  EXPECT_EQ(written[0].rows + written[1].rows, 10u) << "also where a part takes the place of the file it came from";
}

TEST(Split, AMissingGroupIsNamed) {
  const test::TempFolder folder;
  const std::string file = folder.write("a.jsonl", "{\"group\":1}\n{\"group\":null}\n");
  try {
    split_file(file, builtin::all_readers(), parse_shares("a=1"), folder.path() + "/o", {.by = "group"});
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), testing::AllOf(HasSubstr("a.jsonl:2"), HasSubstr("null")));
  }
}

}  // namespace
}  // namespace assay::datasets
