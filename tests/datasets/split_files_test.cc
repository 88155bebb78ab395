#include "datasets/split_files.h"

#include <gtest/gtest.h>

namespace assay::datasets {
namespace {

// "split/format: file file; ..."
std::string shown(const std::vector<SplitFiles>& splits) {
  std::string out;
  for (const SplitFiles& split : splits) {
    if (!out.empty()) out += "; ";
    out += split.split + "/" + split.format + ":";
    for (const std::string& file : split.files) out += " " + file;
  }
  return out;
}

TEST(SplitFiles, ShardsInTheDataFolderNameTheirSplit) {
  EXPECT_EQ(shown(splits_among({"data/test-00000-of-00001.parquet", "data/train-00001-of-00002.parquet", "README.md",
                                "data/train-00000-of-00002-abc.parquet", "data/extra.hard-00000-of-00001.parquet"})),
            "train/parquet: data/train-00000-of-00002-abc.parquet data/train-00001-of-00002.parquet; "
            "test/parquet: data/test-00000-of-00001.parquet; extra.hard/parquet: data/extra.hard-00000-of-00001.parquet");
}

TEST(SplitFiles, WordsInFileNamesAreRecognisedWithTheirAliases) {
  EXPECT_EQ(shown(splits_among({"train.jsonl", "dev.jsonl", "eval.jsonl"})),
            "train/json: train.jsonl; validation/json: dev.jsonl; test/json: eval.jsonl");
  EXPECT_EQ(shown(splits_among({"my_val.csv", "my-test-2.tsv"})), "validation/csv: my_val.csv; test/csv: my-test-2.tsv");
  EXPECT_EQ(shown(splits_among({"test-0.txt", "evaluation1.txt"})), "test/text: test-0.txt evaluation1.txt");
}

TEST(SplitFiles, AWordInsideAnotherWordIsNone) {
  EXPECT_EQ(shown(splits_among({"trainer.csv", "latest.csv"})), "train/csv: latest.csv trainer.csv");
}

TEST(SplitFiles, FoldersComeBeforeFileNames) {
  EXPECT_EQ(shown(splits_among({"train/0000.parquet", "test/0000.parquet", "train_ids.txt"})),
            "train/parquet: train/0000.parquet; test/parquet: test/0000.parquet");
}

TEST(SplitFiles, WithoutAnyWordAllIsTrain) {
  EXPECT_EQ(shown(splits_among({"b.jsonl", "a.jsonl"})), "train/json: a.jsonl b.jsonl");
  EXPECT_EQ(shown(splits_among({"questions.jsonl.gz"})), "train/json: questions.jsonl.gz");
}

TEST(SplitFiles, TheCommonestFormatOfASplitCounts) {
  EXPECT_EQ(shown(splits_among({"train-1.csv", "train-2.csv", "train.jsonl"})), "train/csv: train-1.csv train-2.csv");
}

TEST(SplitFiles, WhatHoldsNoRowsIsLeftOut) {
  EXPECT_EQ(shown(splits_among({"README.md", "dataset_info.json", ".git/train.jsonl", "__pycache__/test.csv", "x.py",
                                "img/train.png"})),
            "");
}

TEST(SplitFiles, NamesOfSplitsAreToldFromOthers) {
  for (const char* name : {"train", "validation", "dev", "test_2", "eval"}) EXPECT_TRUE(names_a_split(name)) << name;
  for (const char* name : {"main", "abstract_algebra", "latest", "trainer"}) EXPECT_FALSE(names_a_split(name)) << name;
}

}  // namespace
}  // namespace assay::datasets
