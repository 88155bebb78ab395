#include "datasets/fetch/fetch.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>

#include "datasets/dataset_location.h"
#include "datasets/fetch/shards.h"
#include "harness/core/error.h"
#include "harness/core/json.h"
#include "tests/support/shared.h"

namespace assay::datasets {
namespace {

namespace fs = std::filesystem;

// A viewer in memory: its splits, and what goes wrong with it.
class Viewer {
 public:
  std::map<std::string, std::int64_t> sizes = {{"test", 250}};  // of the configuration "main"
  std::vector<FetchReply> failures;                             // come first, in this order
  std::int64_t stop_after = -1;                                 // requests
  std::string cut_cell;                                         // the name of a shortened column in the first row
  std::vector<std::string> urls;
  std::vector<double> waits;

  FetchReply answer(const std::string& url) {
    urls.push_back(url);
    if (!failures.empty()) {
      const FetchReply reply = failures.front();
      failures.erase(failures.begin());
      return reply;
    }
    if (url.find("/splits?") != std::string::npos) {
      std::string list;
      for (const auto& [name, size] : sizes)
        list += std::string(list.empty() ? "" : ",") + R"({"dataset":"org/name","config":"main","split":")" + name + "\"}";
      return {200, R"({"splits":[)" + list + "]}", {}, ""};
    }
    const std::int64_t offset = number(url, "offset=");
    const std::int64_t length = number(url, "length=");
    const std::int64_t total = sizes[between(url, "split=")];
    std::string rows;
    for (std::int64_t i = offset; i < std::min(total, offset + length); ++i)
      rows += std::string(rows.empty() ? "" : ",") + R"({"row_idx":)" + std::to_string(i) + R"(,"row":{"id":)" +
              std::to_string(i) + R"(,"label":)" + std::to_string(i % 2) + R"(},"truncated_cells":[)" +
              (i == 0 && !cut_cell.empty() ? "\"" + cut_cell + "\"" : "") + "]}";
    return {200,
            R"({"features":[{"feature_idx":0,"name":"id","type":{"dtype":"int64","_type":"Value"}},)"
            R"({"feature_idx":1,"name":"label","type":{"names":["no","yes"],"_type":"ClassLabel"}}],"rows":[)" +
                rows + R"(],"num_rows_total":)" + std::to_string(total) + "}",
            {},
            ""};
  }

  FetchSupport support() {
    return {[this](const std::string& url) { return answer(url); }, [this](double seconds) { waits.push_back(seconds); },
            [this] { return stop_after >= 0 && static_cast<std::int64_t>(urls.size()) >= stop_after; },
            [](const std::string&, std::int64_t, std::int64_t) {}, [](const std::string&) {}};
  }

 private:
  static std::string between(const std::string& url, const std::string& key) {
    const std::size_t at = url.find(key) + key.size();
    return url.substr(at, url.find('&', at) - at);
  }
  static std::int64_t number(const std::string& url, const std::string& key) { return std::stoll(between(url, key)); }
};

class FetchTest : public testing::Test {
 protected:
  FetchPlan plan() const {
    FetchPlan out;
    out.endpoint = "http://viewer/";
    out.dataset = "org/name";
    out.folder = folder_.path() + "/org___name";
    return out;
  }

  // The ids in the files of a split, in order, as `locate_dataset` finds them.
  std::vector<std::int64_t> ids(const std::string& split) {
    DatasetQuery query;
    query.path = "org/name";
    const DatasetPlaces places{{}, folder_.path(), {}, {}};
    std::vector<std::int64_t> out;
    const DatasetLocation location = locate_dataset(query, places, nullptr);
    for (const std::string& file : location.split(split, "test").files) {
      std::ifstream in(file);
      for (std::string line; std::getline(in, line);) out.push_back(json::parse(line, file).find("id")->as_int());
    }
    return out;
  }

  void expect_ids(const std::string& split, std::int64_t count) {
    const std::vector<std::int64_t> found = ids(split);
    ASSERT_EQ(found.size(), static_cast<std::size_t>(count));
    for (std::int64_t i = 0; i < count; ++i) ASSERT_EQ(found[static_cast<std::size_t>(i)], i);
  }

  std::string refused(Viewer& viewer, const FetchPlan& wanted, ErrorKind kind) {
    try {
      fetch_dataset(wanted, viewer.support());
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), kind) << error.what();
      return error.what();
    }
    return "";
  }

  test::TempFolder folder_;
};

TEST_F(FetchTest, WritesAllRowsWhereTheyAreFoundByName) {
  Viewer viewer;
  viewer.sizes["train"] = 3;
  const FetchResult result = fetch_dataset(plan(), viewer.support());
  EXPECT_TRUE(result.is_complete);
  ASSERT_EQ(result.splits.size(), 2u);
  EXPECT_EQ(result.splits[0].num_rows, 250);
  expect_ids("test", 250);
  expect_ids("train", 3);
  EXPECT_EQ(viewer.urls[1], "http://viewer/rows?dataset=org%2Fname&config=main&split=test&offset=0&length=1");
  EXPECT_EQ(viewer.urls[3], "http://viewer/rows?dataset=org%2Fname&config=main&split=test&offset=100&length=100");
}

TEST_F(FetchTest, TheDescriptionCarriesFeaturesRowsAndChecksums) {
  Viewer viewer;
  fetch_dataset(plan(), viewer.support());
  const std::string folder = plan().folder + "/main/";
  const Value manifest = json::parse(test::read_file(folder + "assay-dataset.json"), "manifest");
  const Value& split = *manifest.find("splits")->find("test");
  EXPECT_EQ(split.find("rows")->as_int(), 250);
  const Value& file = split.find("files")->as_array().at(0);
  EXPECT_EQ(file.find("sha256")->as_string(), digest_of(folder + "test-00000.jsonl").sha256);
  EXPECT_EQ(json::dump(*manifest.find("features")->as_array()[1].find("type")->find("names")), R"(["no","yes"])");
}

TEST_F(FetchTest, GoesOnBehindTheLastRowAfterBeingStoppedAnywhere) {
  for (std::int64_t stop = 0; stop < 5; ++stop) {
    std::error_code error;
    fs::remove_all(plan().folder, error);
    Viewer first;
    first.stop_after = stop;
    EXPECT_FALSE(fetch_dataset(plan(), first.support()).is_complete);
    Viewer second;
    EXPECT_TRUE(fetch_dataset(plan(), second.support()).is_complete);
    expect_ids("test", 250);
    EXPECT_LE(first.urls.size() + second.urls.size(), 5u + 3u) << stop;
  }
}

TEST_F(FetchTest, AHalfWrittenRowIsFetchedAgain) {
  Viewer first;
  first.stop_after = 4;
  fetch_dataset(plan(), first.support());
  std::ofstream(plan().folder + "/main/.test.partial", std::ios::app) << "{\"id\": 1";
  Viewer second;
  fetch_dataset(plan(), second.support());
  expect_ids("test", 250);
}

TEST_F(FetchTest, WhatIsThereIsNotFetchedAgain) {
  Viewer first;
  fetch_dataset(plan(), first.support());
  Viewer second;
  const FetchResult result = fetch_dataset(plan(), second.support());
  EXPECT_TRUE(result.splits[0].was_there);
  EXPECT_EQ(second.urls.size(), 2u);
  std::ofstream(plan().folder + "/main/test-00000.jsonl", std::ios::app) << "x\n";
  Viewer third;
  EXPECT_FALSE(fetch_dataset(plan(), third.support()).splits[0].was_there);
  expect_ids("test", 250);
}

TEST_F(FetchTest, ALimitIsWidenedLaterAndNeverThrowsRowsAway) {
  Viewer viewer;
  FetchPlan small = plan();
  small.max_rows = 120;
  EXPECT_EQ(fetch_dataset(small, viewer.support()).splits[0].num_rows_total, 250);
  expect_ids("test", 120);
  Viewer second;
  fetch_dataset(plan(), second.support());
  expect_ids("test", 250);
  EXPECT_THAT(second.urls[2], testing::HasSubstr("offset=120"));
  EXPECT_EQ(fetch_dataset(small, viewer.support()).splits[0].num_rows, 250);
}

TEST_F(FetchTest, ASplitThatHasChangedStartsAgain) {
  Viewer first;
  first.stop_after = 4;
  fetch_dataset(plan(), first.support());
  Viewer second;
  second.sizes["test"] = 240;
  fetch_dataset(plan(), second.support());
  EXPECT_THAT(second.urls[2], testing::HasSubstr("offset=0&length=100"));
  expect_ids("test", 240);
}

TEST_F(FetchTest, AnEmptySplitIsAnEmptyFile) {
  Viewer viewer;
  viewer.sizes["test"] = 0;
  EXPECT_EQ(fetch_dataset(plan(), viewer.support()).splits[0].num_rows, 0);
  expect_ids("test", 0);
}

TEST_F(FetchTest, WaitsAsLongAsTheServerAsksAndElseDoublesTheWait) {
  Viewer viewer;
  viewer.failures = {{429, "", 7.0, ""}, {503, "", {}, ""}, {0, "", {}, "connection refused"}, {429, "", 9999.0, ""}};
  EXPECT_TRUE(fetch_dataset(plan(), viewer.support()).is_complete);
  EXPECT_EQ(viewer.waits, (std::vector<double>{7.0, 2.0, 4.0, 120.0}));
}

TEST_F(FetchTest, GivesUpWithWhatTheServerSaid) {
  Viewer viewer;
  FetchPlan wanted = plan();
  wanted.max_retries = 2;
  viewer.failures.assign(3, {500, R"({"error": "The dataset viewer is busy."})", {}, ""});
  EXPECT_THAT(
      refused(viewer, wanted, ErrorKind::kRuntime),
      testing::AllOf(testing::HasSubstr("HTTP 500: \"The dataset viewer is busy.\""), testing::HasSubstr("after 3 tries")));
  viewer.failures = {{401, "{}", {}, ""}};
  EXPECT_THAT(refused(viewer, wanted, ErrorKind::kRuntime), testing::HasSubstr("HF_TOKEN"));
  viewer.failures = {{404, "not json", {}, ""}};
  EXPECT_THAT(refused(viewer, wanted, ErrorKind::kRuntime), testing::HasSubstr("is the name right"));
}

TEST_F(FetchTest, AnswersThatAreNoneAreRefused) {
  for (const char* body : {"", "<html>", "[]", "{}", R"({"splits": 3})", R"({"splits": [{"config": "a"}]})"}) {
    Viewer viewer;
    viewer.failures = {{200, body, {}, ""}};
    EXPECT_THAT(refused(viewer, plan(), ErrorKind::kRuntime), testing::HasSubstr("http://viewer/splits")) << body;
  }
  for (const char* name : {"..", "a/b", "", ".hidden"}) {
    Viewer viewer;
    viewer.failures = {{200, std::string(R"({"splits": [{"config": ")") + name + R"(", "split": "test"}]})", {}, ""}};
    EXPECT_THAT(refused(viewer, plan(), ErrorKind::kData), testing::HasSubstr("cannot be that of a file")) << name;
  }
}

TEST_F(FetchTest, AShortenedValueIsNeverTakenForTheWholeOne) {
  Viewer viewer;
  viewer.cut_cell = "id";
  EXPECT_THAT(refused(viewer, plan(), ErrorKind::kData), testing::HasSubstr("shortened values of row 0 ([\"id\"])"));
}

TEST_F(FetchTest, UnknownNamesAreRefusedWithThoseThereAre) {
  Viewer viewer;
  FetchPlan wanted = plan();
  wanted.config = "other";
  EXPECT_THAT(refused(viewer, wanted, ErrorKind::kUsage), testing::HasSubstr("no configuration 'other'; it has main"));
  wanted.config = "main";
  wanted.split = "dev";
  EXPECT_THAT(refused(viewer, wanted, ErrorKind::kUsage), testing::HasSubstr("no split 'dev'; it has test"));
}

TEST_F(FetchTest, AFolderOfAnotherDatasetIsLeftAlone) {
  Viewer viewer;
  fetch_dataset(plan(), viewer.support());
  FetchPlan other = plan();
  other.dataset = "org/other";
  EXPECT_THAT(refused(viewer, other, ErrorKind::kUsage), testing::HasSubstr("holds the dataset org/name"));
}

std::vector<Value> numbered(std::int64_t from, std::int64_t to) {
  std::vector<Value> rows;
  for (std::int64_t i = from; i < to; ++i) {
    Value row = Value::object();
    row.set("id", i);
    rows.push_back(std::move(row));
  }
  return rows;
}

TEST(ShardWriter, FilesHoldTenThousandRowsAndTheLastTheRest) {
  const test::TempFolder folder;
  {
    ShardWriter writer(folder.path(), "test");
    writer.add(numbered(0, 9999));
    writer.add(numbered(9999, 20500));
    EXPECT_EQ(writer.num_rows(), 20500);
  }
  ShardWriter writer(folder.path(), "test");
  EXPECT_EQ(writer.num_rows(), 20500);
  writer.cut(15000);
  EXPECT_EQ(writer.num_rows(), 15000);
  writer.cut(10000);
  EXPECT_EQ(writer.num_rows(), 10000);
  writer.add(numbered(10000, 10003));
  EXPECT_EQ(writer.finish(), (std::vector<std::string>{"test-00000.jsonl", "test-00001.jsonl"}));
  EXPECT_EQ(digest_of(folder.path() + "/test-00000.jsonl").num_rows, 10000);
  EXPECT_EQ(digest_of(folder.path() + "/test-00001.jsonl").num_rows, 3);
}

TEST(ShardWriter, AWholeNumberOfFilesLeavesNoEmptyOne) {
  const test::TempFolder folder;
  ShardWriter writer(folder.path(), "test");
  writer.add(numbered(0, 20000));
  EXPECT_EQ(writer.finish().size(), 2u);
  EXPECT_FALSE(fs::exists(folder.path() + "/test-00002.jsonl"));
}

}  // namespace
}  // namespace assay::datasets
