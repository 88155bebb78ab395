#include "tests/datasets/reader/support_reader.h"

namespace assay::datasets {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

std::vector<std::string> rows(const std::string& content, const ReadOptions& options = {}) {
  return test::read_rows("x.json", content, options);
}
std::vector<std::string> placed(const std::string& content, const ReadOptions& options = {}) {
  return test::read_rows("x.json", content, options, true);
}
std::string error_of(const std::string& content, const ReadOptions& options = {}) {
  return test::read_error("x.json", content, options);
}
ReadOptions split(const std::string& name) {
  ReadOptions options;
  options.split = name;
  return options;
}
ReadOptions records(const std::string& path) {
  ReadOptions options;
  options.records = path;
  return options;
}

TEST(JsonFile, ReadsAListOfObjects) {
  EXPECT_THAT(placed("[{\"a\":1},\n  {\"a\":\"x]}\\\"\",\"b\":[{}]}\n]\n"),
              ElementsAre("x.json:1 (row 1) {\"a\":1}", "x.json:2 (row 2) {\"a\":\"x]}\\\"\",\"b\":[{}]}"));
  EXPECT_THAT(rows("[]"), IsEmpty());
  EXPECT_THAT(rows("\xEF\xBB\xBF [{}]"), ElementsAre("{}"));
}

TEST(JsonFile, AListOfTextsIsATableOfOneColumn) {
  EXPECT_THAT(rows("[\"a\", \"b\"]"), ElementsAre("{\"text\":\"a\"}", "{\"text\":\"b\"}"));
}

TEST(JsonFile, ValuesAcrossTheBordersOfChunksStayWhole) {
  const std::string big(700'000, 'x');
  const std::vector<std::string> got = rows("[{\"a\":\"" + big + "\"},{\"a\":\"" + big + "\\\\\"}]");
  ASSERT_EQ(got.size(), 2u);
  EXPECT_EQ(got[0], "{\"a\":\"" + big + "\"}");
  EXPECT_EQ(got[1], "{\"a\":\"" + big + "\\\\\"}");
}

TEST(JsonFile, ReadsTheSplitThatIsWanted) {
  const std::string file = "{\"train\": [{\"a\":1},{\"a\":2}], \"test\": [{\"a\":3}], \"dev\": []}";
  EXPECT_THAT(rows(file, split("train")), ElementsAre("{\"a\":1}", "{\"a\":2}"));
  EXPECT_THAT(rows(file, split("test")), ElementsAre("{\"a\":3}"));
  EXPECT_THAT(rows(file, split("dev")), IsEmpty());
  EXPECT_THAT(rows("{\"test\": {\"a\": [1, 2], \"b\": [3, 4]}}", split("test")),
              ElementsAre("{\"a\":1,\"b\":3}", "{\"a\":2,\"b\":4}"));
}

TEST(JsonFile, NamesTheSplitsWhereTheWantedOneIsNotThere) {
  const std::string file = "{\"train\": [{\"a\":1}], \"test\": [{\"a\":3}]}";
  EXPECT_EQ(error_of(file, split("validation")),
            "x.json:1: the file holds lists of rows called train, test, and none for the split 'validation'; expected one "
            "of these as the split, or as `records`");
  EXPECT_THAT(error_of(file), HasSubstr("lists of rows called train, test; expected"));
}

TEST(JsonFile, ASplitIsNoMatterWhereTheFileHasNone) {
  EXPECT_THAT(rows("[{\"a\":1}]", split("test")), ElementsAre("{\"a\":1}"));
  EXPECT_THAT(rows("{\"a\":[1]}", split("test")), ElementsAre("{\"a\":1}"));
}

TEST(JsonFile, ReadsColumnsSideBySide) {
  EXPECT_THAT(placed("{\"q\": [\"x\", \"y\"],\n \"c\": [[1,2], null]}"),
              ElementsAre("x.json:1 (row 1) {\"q\":\"x\",\"c\":[1,2]}", "x.json:1 (row 2) {\"q\":\"y\",\"c\":null}"));
  EXPECT_THAT(rows("{\"q\":{\"0\":\"x\",\"2\":\"y\"},\"n\":{\"0\":1,\"2\":2.5}}"),
              ElementsAre("{\"q\":\"x\",\"n\":1}", "{\"q\":\"y\",\"n\":2.5}"));
}

TEST(JsonFile, RefusesColumnsThatDoNotFit) {
  EXPECT_EQ(error_of("{\"a\":[1,2],\"b\":[1]}"),
            "x.json:1: the column 'a' has 2 values, 'b' has 1; expected columns of one length");
  EXPECT_THAT(error_of("{\"a\":{\"0\":1},\"b\":{\"1\":1}}"), HasSubstr("expected the value of 'b' for the row '0' of 'a'"));
  EXPECT_THAT(error_of("{\"columns\":[\"a\"],\"index\":[0],\"data\":[[1]]}"), HasSubstr("orient='records'"));
}

TEST(JsonFile, ReadsJsonLinesUnderThisName) {
  EXPECT_THAT(placed("{\"a\":[1]}\n\n{\"a\":[2]}\n"),
              ElementsAre("x.json:1 (row 1) {\"a\":[1]}", "x.json:3 (row 2) {\"a\":[2]}"));
  EXPECT_THAT(rows("{\"a\":1,\"m\":[1]}\n"), ElementsAre("{\"a\":1,\"m\":[1]}"));
  EXPECT_THAT(error_of("{\"a\":1}\n{\"a\":}\n"), StartsWith("x.json:2 (the value at byte 8 of the file): not valid JSON"));
}

constexpr const char* kArticles =
    "{\"version\": \"2\", \"data\": [\n"
    "{\"title\": \"T1\", \"paragraphs\": [{\"qas\": [{\"q\": 1}, {\"q\": 2, \"context\": \"own\"}], \"context\": \"C1\"},\n"
    "  {\"context\": \"C2\", \"qas\": []}]},\n"
    "{\"paragraphs\": [{\"qas\": [{\"q\": 3}], \"context\": \"C3\"}], \"title\": \"T2\"}],\n"
    "\"license\": null, \"other\": [1]}";

TEST(JsonFile, RecordsCarryWhatStandsAroundThemAndTheNearerWins) {
  EXPECT_THAT(placed(kArticles, records("data.paragraphs.qas")),
              ElementsAre("x.json:2 (data[0].paragraphs[0].qas[0]) (row 1) "
                          "{\"q\":1,\"context\":\"C1\",\"title\":\"T1\",\"version\":\"2\",\"license\":null}",
                          "x.json:2 (data[0].paragraphs[0].qas[1]) (row 2) "
                          "{\"q\":2,\"context\":\"own\",\"title\":\"T1\",\"version\":\"2\",\"license\":null}",
                          "x.json:4 (data[1].paragraphs[0].qas[0]) (row 3) "
                          "{\"q\":3,\"context\":\"C3\",\"title\":\"T2\",\"version\":\"2\",\"license\":null}"));
}

TEST(JsonFile, ThePathOfRecordsMayBeginInAListOrEndInAnObject) {
  EXPECT_THAT(rows("[{\"t\":1,\"e\":[{\"a\":1},{\"a\":2}]},{\"t\":2,\"e\":{\"a\":3}}]", records("e")),
              ElementsAre("{\"a\":1,\"t\":1}", "{\"a\":2,\"t\":1}", "{\"a\":3,\"t\":2}"));
  EXPECT_THAT(rows("{\"n\":1,\"x\":{\"y\":{\"a\":[1]}}}", records("x.y")), ElementsAre("{\"a\":[1],\"n\":1}"));
  EXPECT_THAT(rows("{\"e\":[{\"a\":1}]}\n{\"e\":[{\"a\":2}]}\n", records("e")), ElementsAre("{\"a\":1}", "{\"a\":2}"));
}

TEST(JsonFile, NamesTheStepOfThePathThatIsMissing) {
  EXPECT_EQ(error_of(kArticles, records("rows")),
            "x.json:1: there is no 'rows' here, which `records: rows` goes by; there is version, data, license, other");
  EXPECT_THAT(error_of(kArticles, records("data.paragraphs.questions")),
              AllOf(HasSubstr("'questions' is missing"), HasSubstr("data[0].paragraphs[0]")));
  EXPECT_THAT(error_of(kArticles, records("version.x")), HasSubstr("neither a list nor an object"));
  EXPECT_THAT(error_of(kArticles, records("data..x")), HasSubstr("expected up to 32 keys with dots"));
  EXPECT_THAT(error_of(kArticles), HasSubstr("an option that says where it is (records: data)"));
}

TEST(JsonFile, RefusesWhatIsNotJson) {
  EXPECT_THAT(error_of(""), HasSubstr("the text ends"));
  EXPECT_THAT(error_of("7"), HasSubstr("expected a list of objects, or an object"));
  EXPECT_THAT(error_of("[{\"a\":1},]"), HasSubstr("expected a value behind the comma"));
  EXPECT_THAT(error_of("[{\"a\":1} {\"a\":2}]"), HasSubstr("expected ',' or ']'"));
  EXPECT_THAT(error_of("[{\"a\":1}"), HasSubstr("the text ends"));
  EXPECT_THAT(error_of("[{\"a\":\"x"), HasSubstr("the text ends inside the value that begins at line 1"));
  EXPECT_THAT(error_of("[{\"a\":1}] x"), HasSubstr("expected nothing behind the outermost value"));
  EXPECT_THAT(error_of("[{\"a\":1]}"), HasSubstr("']' closes nothing that is open"));
  EXPECT_THAT(error_of("[7]"), StartsWith("x.json:1 (row 1): the row is an integer"));
  EXPECT_THAT(error_of("{}"), HasSubstr("the object is empty"));
  EXPECT_THAT(error_of("[{\"a\":NaN}]"), HasSubstr("not valid JSON"));
  EXPECT_THAT(error_of(std::string("[{\"a\":1}]\0", 10)), HasSubstr("byte 0x00"));
}

TEST(JsonFile, RefusesBytesThatAreNotUtf8) {
  EXPECT_THAT(error_of("[\n{\"a\":\"\xFF\"}]"), AllOf(StartsWith("x.json:2"), HasSubstr("UTF-8")));
}

TEST(JsonFile, HostileNestingAndSizeEndInAnError) {
  EXPECT_THAT(error_of(std::string(1'000'000, '[')), HasSubstr("nested deeper than 200 levels"));
  EXPECT_THAT(error_of("{\"a\":" + std::string(1'000'000, '{')), HasSubstr("not valid JSON"));
  EXPECT_THAT(error_of("[{\"a\":\"" + std::string(65u << 20, 'x') + "\"}]"), HasSubstr("longer than 64 MiB"));
}

TEST(JsonFile, RefusesAnOptionOfOtherFormats) {
  ReadOptions options;
  options.delimiter = ";";
  EXPECT_EQ(error_of("[]", options), "x.json: the format 'json' has no option 'delimiter'; it has records");
}

}  // namespace
}  // namespace assay::datasets
