// assay data, as a person types it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/core/json.h"
#include "tests/support/process.h"
#include "tests/support/shared.h"

namespace assay {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class DataE2e : public testing::Test {
 protected:
  test::ProcessResult data(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {test::assay_program(), "data"});
    test::ProcessOptions options;
    options.folder = folder_.path();
    return test::run_process(arguments, options);
  }
  test::TempFolder folder_;
};

TEST_F(DataE2e, EveryPartShowsItsUsage) {
  EXPECT_THAT(data({"--help"}).out, HasSubstr("usage: assay data hash|ids"));
  for (const char* part : {"hash", "ids", "duplicates", "contamination", "split"}) {
    const auto help = data({part, "--help"});
    EXPECT_EQ(help.exit_code, 0) << help.err;
    EXPECT_THAT(help.out, AllOf(HasSubstr("usage: assay data " + std::string(part)), HasSubstr("example:")));
  }
  const auto typo = data({"duplicate"});
  EXPECT_EQ(typo.exit_code, 2);
  EXPECT_THAT(typo.err, HasSubstr("did you mean 'duplicates'"));
  EXPECT_EQ(data({}).exit_code, 2);
  EXPECT_EQ(data({"hash"}).exit_code, 2);
}

TEST_F(DataE2e, HashAndIdsNameRowsByTheirContent) {
  folder_.write("a.jsonl", "{\"q\":\"a\"}\n{\"q\":\"b\"}\n");
  folder_.write("b.jsonl", "{\"q\":\"b\"}\n{ \"q\": \"a\" }\n");
  const auto run = data({"hash", "a.jsonl", "b.jsonl", "--rows", "--format", "json"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const Value files = json::parse(run.out, "hash");
  const Value &a = files.as_array()[0], &b = files.as_array()[1];
  EXPECT_EQ(*a.find("rows_sha256"), *b.find("rows_sha256"));
  EXPECT_FALSE(*a.find("sha256") == *b.find("sha256"));
  const std::string id = a.find("items")->as_array()[0].find("id")->as_string();
  EXPECT_EQ(id, b.find("items")->as_array()[1].find("id")->as_string());
  const auto ids = data({"ids", "a.jsonl"});
  EXPECT_EQ(ids.exit_code, 0);
  EXPECT_THAT(ids.out, HasSubstr(id + "  a.jsonl:1"));
  folder_.write("c.jsonl", "{\"id\":\"a\"}\n{\"id\":\"a\"}\n{\"id\":\"a#2\"}\n");
  EXPECT_EQ(data({"ids", "c.jsonl"}).exit_code, 2);
}

TEST_F(DataE2e, DuplicatesFailWhereAskedTo) {
  folder_.write("train.jsonl", "{\"q\":\"Is it so?\"}\n{\"q\":\"one\"}\n");
  folder_.write("test.jsonl", "{\"q\":\"is it SO\"}\n");
  const auto run = data({"duplicates", "train.jsonl", "test.jsonl", "--across"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, AllOf(HasSubstr("exact"), HasSubstr("test.jsonl:1"), HasSubstr("train.jsonl:1")));
  EXPECT_EQ(data({"duplicates", "train.jsonl", "test.jsonl", "--fail"}).exit_code, 1);
  EXPECT_EQ(data({"duplicates", "train.jsonl", "--fail"}).exit_code, 0);
  EXPECT_THAT(data({"duplicates", "train.jsonl", "test.jsonl", "--format", "csv"}).out, HasSubstr("exact,train.jsonl:1,"));
  const auto as_json = data({"duplicates", "train.jsonl", "test.jsonl", "--format", "json"});
  const Value report = json::parse(as_json.out, "duplicates");
  EXPECT_EQ(report.find("exact")->size(), 1u);
  EXPECT_EQ(report.find("near")->size(), 0u);
  EXPECT_EQ(report.find("clusters")->as_array()[0].size(), 2u);
  EXPECT_GE(report.find("search")->find("recall_at_threshold")->as_double(), 0.995);
  EXPECT_EQ(data({"duplicates", "train.jsonl", "--across"}).exit_code, 2);
  EXPECT_EQ(data({"duplicates", "train.jsonl", "--threshold", "2"}).exit_code, 2);
  EXPECT_THAT(data({"duplicates", "train.jsonl", "--columns", "q,"}).err, HasSubstr("empty name"));
}

TEST_F(DataE2e, ContaminationGivesSharesWithIntervalsAndALineASample) {
  folder_.write("t.jsonl", "{\"id\":1,\"q\":\"a b c d\"}\n{\"id\":2,\"q\":\"k l m n\"}\n{\"id\":3,\"q\":\"a\"}\n");
  folder_.write("corpus.txt", "x\ny A b, c\n");
  const auto run = data({"contamination", "--data", "t.jsonl", "--against", "corpus.txt", "--ngram", "3", "--per-sample",
                         "out.jsonl", "--format", "json"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const Value report = json::parse(run.out, "contamination");
  const Value& any = report.find("contaminated")->as_array()[0];
  EXPECT_EQ(any.find("count")->as_int(), 1);
  EXPECT_DOUBLE_EQ(any.find("value")->as_double(), 0.5);
  EXPECT_EQ(report.find("too_short")->as_int(), 1);
  EXPECT_EQ(report.find("per_sample")->size(), 3u);
  const std::string lines = test::read_file(folder_.path() + "/out.jsonl");
  EXPECT_THAT(lines, AllOf(HasSubstr("\"first_match\":\"corpus.txt:2\""), HasSubstr("\"share\":null")));
  const auto shown = data({"contamination", "--data", "t.jsonl", "--against", "corpus.txt", "--ngram", "3", "--fail"});
  EXPECT_EQ(shown.exit_code, 1);
  EXPECT_THAT(shown.out, AllOf(HasSubstr("corpus.txt:2"), HasSubstr("1 of fewer than 3 words (n/a)")));
  const auto none = data({"contamination", "--data", "t.jsonl", "--against", "nowhere"});
  EXPECT_EQ(none.exit_code, 2);
  EXPECT_THAT(none.err, HasSubstr("nowhere: is not there"));
}

TEST_F(DataE2e, SplitWritesItsPartsOnce) {
  std::string rows;
  for (int i = 0; i < 50; ++i) rows += "{\"q\":" + std::to_string(i) + "}\n";
  folder_.write("all.jsonl", rows);
  const auto run = data({"split", "all.jsonl", "--into", "train=0.5,test=0.5", "--out", "parts", "--format", "json"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const Value parts = json::parse(run.out, "split");
  EXPECT_EQ(parts.as_array()[0].find("rows")->as_int() + parts.as_array()[1].find("rows")->as_int(), 50);
  const auto again = data({"split", "all.jsonl", "--into", "train=0.5,test=0.5", "--out", "parts"});
  EXPECT_EQ(again.exit_code, 2);
  EXPECT_THAT(again.err, HasSubstr("--force"));
  EXPECT_THAT(data({"split", "all.jsonl", "--into", "train=0.5,test=0.6", "--out", "p"}).err, HasSubstr("sum to 1.1"));
}

}  // namespace
}  // namespace assay
