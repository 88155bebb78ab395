#include "datasets/reader_choice.h"

#include "tests/datasets/reader/support_reader.h"

namespace assay::datasets {
namespace {

using ::testing::HasSubstr;
using ::testing::Property;
using ::testing::Throws;

std::string_view choice(const std::string& path, std::string_view format = "") {
  return choose_reader(path, builtin::all_readers(), format).name;
}

TEST(ReaderChoice, FollowsTheNameInAnyCaseAndBehindACompression) {
  EXPECT_EQ(choice("a/x.jsonl"), "jsonl");
  EXPECT_EQ(choice("x.NDJSON.gz"), "jsonl");
  EXPECT_EQ(choice("x.json"), "json");
  EXPECT_EQ(choice("x.tsv.zst"), "csv");
  EXPECT_EQ(choice("x.Txt"), "text");
}

TEST(ReaderChoice, AStatedFormatCountsMoreThanTheName) {
  EXPECT_EQ(choice("data.txt", "json"), "json");
  EXPECT_EQ(choice("data", "csv"), "csv");
  EXPECT_EQ(choice("x.jsonl", "json"), "jsonl");
  EXPECT_EQ(choice("x.jsonl", "text"), "text");
}

TEST(ReaderChoice, NamesTheEndingsAndFormatsThatThereAre) {
  EXPECT_THAT([] { choice("x.xls"); },
              Throws<Error>(Property(&Error::message, HasSubstr("known endings: ."))));
  EXPECT_THAT([] { choice("x.csv", "jsn"); }, Throws<Error>(Property(&Error::message, HasSubstr("did you mean 'json'?"))));
}

TEST(ReaderChoice, EveryFormatRefusesAnOptionItDoesNotKnow) {
  ReadOptions options;
  options.sample_by = "line";
  EXPECT_EQ(test::read_error("x.jsonl", "", options), "x.jsonl: the format 'jsonl' has no option 'sample_by'; it has none");
}

}  // namespace
}  // namespace assay::datasets
