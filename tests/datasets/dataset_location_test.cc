#include "datasets/dataset_location.h"

#include <glob.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>

#include "harness/core/error.h"
#include "harness/core/json.h"
#include "tests/support/shared.h"

namespace assay::datasets {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> expand(const std::string& pattern) {
  glob_t found{};
  std::vector<std::string> out;
  if (::glob(pattern.c_str(), 0, nullptr, &found) == 0) out.assign(found.gl_pathv, found.gl_pathv + found.gl_pathc);
  globfree(&found);
  return out;
}

class DatasetLocationTest : public testing::Test {
 protected:
  void put(const std::string& name, const std::string& content = "{\"q\": 1}\n") {
    const fs::path path = fs::path(folder_.path()) / name;
    fs::create_directories(path.parent_path());
    std::ofstream(path) << content;
  }
  std::string at(const std::string& name) const { return folder_.path() + "/" + name; }

  DatasetPlaces places() const {
    return {{at("root1"), at("root2")}, at("cache/datasets"), {at("hf/hub")}, {at("hf/datasets")}};
  }

  DatasetQuery query(const std::string& path, const std::string& name = "") const {
    DatasetQuery out;
    out.path = path;
    out.name = name;
    out.base_folder = folder_.path();
    out.where = "task.yaml:2";
    return out;
  }

  // "split/format: files relative to the folder; ..."
  std::string found(const DatasetQuery& wanted) {
    std::string out;
    for (const SplitFiles& split : locate_dataset(wanted, places(), expand).splits) {
      if (!out.empty()) out += "; ";
      out += split.split + "/" + split.format + ":";
      for (const std::string& file : split.files) out += " " + fs::path(file).lexically_relative(folder_.path()).string();
    }
    return out;
  }

  std::string refused(const DatasetQuery& wanted, ErrorKind kind = ErrorKind::kConfig) {
    try {
      locate_dataset(wanted, places(), expand);
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), kind) << error.what();
      return error.what();
    }
    return "";
  }

  test::TempFolder folder_;
};

TEST_F(DatasetLocationTest, ABuilderTakesItsFilesFromTheTask) {
  put("a1.dat");
  put("a2.dat");
  put("b.dat");
  DatasetQuery wanted = query("json");
  wanted.data_files = {{"test", {"a*.dat"}}, {"train", {"b.dat"}}};
  EXPECT_EQ(found(wanted), "test/json: a1.dat a2.dat; train/json: b.dat");
  wanted.data_files = {{"test", {"c*.dat"}}};
  EXPECT_THAT(refused(wanted, ErrorKind::kData), testing::HasSubstr("nothing matches " + at("c*.dat")));
  wanted.data_files = {{"test", {"https://host/x.json"}}};
  EXPECT_THAT(refused(wanted, ErrorKind::kData), testing::HasSubstr("on another machine"));
  EXPECT_THAT(refused(query("parquet")), testing::HasSubstr("no files are named"));
}

TEST_F(DatasetLocationTest, AFolderIsRelativeToTheTaskFile) {
  put("mine/train.jsonl");
  put("mine/test.jsonl");
  EXPECT_EQ(found(query("mine")), "train/json: mine/train.jsonl; test/json: mine/test.jsonl");
  EXPECT_EQ(found(query(at("mine"))), "train/json: mine/train.jsonl; test/json: mine/test.jsonl");
}

TEST_F(DatasetLocationTest, DataRootsMapIdsToFoldersInOrder) {
  put("root2/org/name/train.csv");
  EXPECT_EQ(found(query("org/name")), "train/csv: root2/org/name/train.csv");
  put("root2/solo/test.csv");
  EXPECT_EQ(found(query("org/solo")), "test/csv: root2/solo/test.csv");
  put("root1/org--other/test.csv");
  EXPECT_EQ(found(query("org/other")), "test/csv: root1/org--other/test.csv");
  put("root1/org___third/test.csv");
  EXPECT_EQ(found(query("org/third")), "test/csv: root1/org___third/test.csv");
}

TEST_F(DatasetLocationTest, ConfigurationsAreSubfoldersThatAreNoSplits) {
  put("root1/arc/easy/test-00000-of-00001.parquet");
  put("root1/arc/hard/test-00000-of-00001.parquet");
  put("root1/arc/hard/train/0000.parquet");
  EXPECT_EQ(found(query("arc", "easy")), "test/parquet: root1/arc/easy/test-00000-of-00001.parquet");
  EXPECT_THAT(refused(query("arc", "hrad")), testing::HasSubstr("no configuration 'hrad'; did you mean 'hard'?"));
  EXPECT_THAT(refused(query("arc")), testing::HasSubstr("several configurations (easy, hard)"));
}

TEST_F(DatasetLocationTest, TheReadmeOfARepositoryNamesConfigurationsAndFiles) {
  put("root1/org/qa/README.md",
      "---\nlicense: mit\nconfigs:\n- config_name: short\n  default: true\n  data_files:\n  - split: test\n    path: "
      "short/*.jsonl\n"
      "- config_name: long\n  data_files: long.jsonl\n- config_name: below\n  data_dir: sub\n---\n# QA\n");
  put("root1/org/qa/short/1.jsonl");
  put("root1/org/qa/short/2.jsonl");
  put("root1/org/qa/long.jsonl");
  put("root1/org/qa/sub/dev.csv");
  EXPECT_EQ(found(query("org/qa")), "test/json: root1/org/qa/short/1.jsonl root1/org/qa/short/2.jsonl");
  EXPECT_EQ(found(query("org/qa", "long")), "train/json: root1/org/qa/long.jsonl");
  EXPECT_EQ(found(query("org/qa", "below")), "validation/csv: root1/org/qa/sub/dev.csv");
  EXPECT_THAT(refused(query("org/qa", "none")), testing::HasSubstr("it has short, long, below"));
}

TEST_F(DatasetLocationTest, ARepositoryNamesNoFilesOutsideOfItself) {
  put("secret.jsonl");
  put("root1/bad/README.md", "---\nconfigs:\n- config_name: a\n  data_files: ../../secret.jsonl\n---\n");
  EXPECT_THAT(refused(query("bad"), ErrorKind::kData), testing::HasSubstr("expected one inside of its folder"));
  put("root1/worse/state.json", R"({"_data_files": [{"filename": "/etc/passwd"}], "_split": "train"})");
  EXPECT_THAT(refused(query("worse"), ErrorKind::kData), testing::HasSubstr("expected one inside of its folder"));
}

TEST_F(DatasetLocationTest, SavedDatasetsAreReadFromTheirState) {
  put("saved/dataset_dict.json", R"({"splits": ["train", "hard.test"]})");
  put("saved/train/state.json",
      R"({"_data_files": [{"filename": "data-00000-of-00002.arrow"}, {"filename": "data-00001-of-00002.arrow"}], "_split": "train"})");
  put("saved/hard.test/state.json", R"({"_data_files": [{"filename": "data-00000-of-00001.arrow"}]})");
  EXPECT_EQ(found(query("saved")),
            "train/arrow: saved/train/data-00000-of-00002.arrow saved/train/data-00001-of-00002.arrow; "
            "hard.test/arrow: saved/hard.test/data-00000-of-00001.arrow");
  EXPECT_EQ(found(query("saved/train")),
            "train/arrow: saved/train/data-00000-of-00002.arrow saved/train/data-00001-of-00002.arrow");
  put("picked/state.json",
      R"({"_data_files": [{"filename": "d.arrow"}], "_indices_data_files": [{"filename": "i.arrow"}]})");
  EXPECT_THAT(refused(query("picked"), ErrorKind::kData), testing::HasSubstr("selected by an index"));
  put("broken/dataset_dict.json", "{");
  EXPECT_THAT(refused(query("broken"), ErrorKind::kData), testing::HasSubstr("dataset_dict.json"));
}

TEST_F(DatasetLocationTest, TheHubCacheIsReadAtTheRevision) {
  const std::string repo = "hf/hub/datasets--org--hubbed/";
  put(repo + "refs/main", "abc123");
  put(repo + "snapshots/abc123/test.jsonl");
  put(repo + "snapshots/def456/train.jsonl");
  EXPECT_EQ(found(query("org/hubbed")), "test/json: " + repo + "snapshots/abc123/test.jsonl");
  DatasetQuery wanted = query("org/hubbed");
  wanted.revision = "def456";
  EXPECT_EQ(found(wanted), "train/json: " + repo + "snapshots/def456/train.jsonl");
  wanted.revision = "../../x";
  EXPECT_THAT(refused(wanted), testing::HasSubstr("it has no snapshot of '../../x'"));
}

TEST_F(DatasetLocationTest, FilesOfATaskAreRelativeToTheFoundRepository) {
  put("root1/org/files/extra/a.jsonl");
  put("root1/org/files/train.jsonl");
  DatasetQuery wanted = query("org/files");
  wanted.data_files = {{"test", {"extra/*.jsonl"}}};
  EXPECT_EQ(found(wanted), "test/json: root1/org/files/extra/a.jsonl");
}

TEST_F(DatasetLocationTest, PreparedArrowFilesAreFoundByTheirInfo) {
  const std::string folder = "hf/datasets/org___gsm/main/0.0.0/f00/";
  put(folder + "dataset_info.json", R"({"splits": {"train": {"name": "train"}, "test": {"name": "test"}}})");
  put(folder + "gsm-train-00000-of-00002.arrow");
  put(folder + "gsm-train-00001-of-00002.arrow");
  put(folder + "gsm-test.arrow");
  put(folder + "cache-123-test.arrow");
  EXPECT_EQ(found(query("org/gsm")), "train/arrow: " + folder + "gsm-train-00000-of-00002.arrow " + folder +
                                         "gsm-train-00001-of-00002.arrow; test/arrow: " + folder + "gsm-test.arrow");
  EXPECT_THAT(refused(query("org/gsm", "other")), testing::HasSubstr("it has no configuration 'other'"));
}

TEST_F(DatasetLocationTest, WhatWasFetchedIsFoundByItsManifest) {
  put("cache/datasets/org___name/main/assay-dataset.json",
      R"({"splits": {"test": {"files": [{"name": "test-00000.jsonl"}, {"name": "test-00001.jsonl"}]}}})");
  EXPECT_EQ(found(query("org/name")), "test/json: cache/datasets/org___name/main/test-00000.jsonl "
                                      "cache/datasets/org___name/main/test-00001.jsonl");
}

TEST_F(DatasetLocationTest, WhatIsNowhereIsRefusedWithEveryPlace) {
  const std::string message = refused(query("org/none"));
  for (const char* place : {"org/none", "root1/org/none", "root1/org--none", "root1/org___none", "root1/none", "root2/none",
                            "cache/datasets/org___none", "hf/hub/datasets--org--none", "hf/datasets/org___none"})
    EXPECT_THAT(message, testing::HasSubstr(at(place))) << place;
  EXPECT_THAT(message, testing::HasSubstr("assay fetch org/none"));
  EXPECT_THAT(refused(query("../../etc")), testing::Not(testing::HasSubstr("hf/hub")));
}

TEST_F(DatasetLocationTest, AnUnknownSplitIsRefusedWithThoseThatAreThere) {
  put("mine/train.jsonl");
  put("mine/test.jsonl");
  const DatasetLocation location = locate_dataset(query("mine"), places(), expand);
  EXPECT_EQ(location.split("test", "t").files.size(), 1u);
  try {
    location.split("tset", "task.yaml:5");
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("task.yaml:5: there is no split 'tset'"));
    EXPECT_THAT(error.what(), testing::HasSubstr("did you mean 'test'?; there is train, test"));
  }
}

TEST_F(DatasetLocationTest, AnEmptyFolderHoldsNoData) {
  put("empty/notes.md");
  EXPECT_THAT(refused(query("empty"), ErrorKind::kData), testing::HasSubstr("holds no data"));
}

TEST_F(DatasetLocationTest, PlacesComeFromTheEnvironment) {
  std::map<std::string, std::string> set = {{"HOME", "/h"}, {"ASSAY_DATA_ROOT", "/a::/b"}};
  auto lookup = [&](const std::string& name) -> std::optional<std::string> {
    return set.count(name) > 0 ? std::optional(set[name]) : std::nullopt;
  };
  DatasetPlaces places = dataset_places(lookup, {"/first"});
  EXPECT_EQ(places.data_roots, (std::vector<std::string>{"/first", "/a", "/b"}));
  EXPECT_EQ(places.fetched, "/h/.cache/assay/datasets");
  EXPECT_EQ(places.hub_caches, std::vector<std::string>{"/h/.cache/huggingface/hub"});
  EXPECT_EQ(places.prepared, std::vector<std::string>{"/h/.cache/huggingface/datasets"});
  set["HF_HOME"] = "/hf";
  set["HF_DATASETS_CACHE"] = "/d";
  set["ASSAY_CACHE"] = "/c";
  places = dataset_places(lookup);
  EXPECT_EQ(places.hub_caches, std::vector<std::string>{"/hf/hub"});
  EXPECT_EQ(places.prepared, std::vector<std::string>{"/d"});
  EXPECT_EQ(places.fetched, "/c/datasets");
}

TEST(DataFiles, AreWrittenAsTextListOrMap) {
  auto parse = [](const char* text) { return parse_data_files(json::parse(text, "test"), "task.yaml:3"); };
  EXPECT_EQ(parse("\"a.json\""), (DataFiles{{"train", {"a.json"}}}));
  EXPECT_EQ(parse(R"(["a", "b"])"), (DataFiles{{"train", {"a", "b"}}}));
  EXPECT_EQ(parse(R"({"test": "a", "dev": ["b", "c"]})"), (DataFiles{{"test", {"a"}}, {"dev", {"b", "c"}}}));
  EXPECT_EQ(parse(R"([{"split": "test", "path": ["a"]}, {"split": "dev", "path": "b"}])"),
            (DataFiles{{"test", {"a"}}, {"dev", {"b"}}}));
  for (const char* text : {"3", "[]", "{}", "[3]", R"({"test": 3})", R"([{"split": "a"}])",
                           R"([{"split": "a", "path": "x"}, {"split": "a", "path": "y"}])", R"({"test": []})"})
    EXPECT_THROW(parse(text), Error) << text;
}

}  // namespace
}  // namespace assay::datasets
