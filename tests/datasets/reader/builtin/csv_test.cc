#include "tests/datasets/reader/support_reader.h"

namespace assay::datasets {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

std::vector<std::string> rows(const std::string& content, const ReadOptions& options = {}) {
  return test::read_rows("x.csv", content, options);
}
std::string error_of(const std::string& content, const ReadOptions& options = {}) {
  return test::read_error("x.csv", content, options);
}

TEST(Csv, ReadsRowsUnderTheHeadersNames) {
  EXPECT_THAT(test::read_rows("x.csv", "q,n\nx,1\ny,2", {}, true),
              ElementsAre("x.csv:2 {\"q\":\"x\",\"n\":1}", "x.csv:3 {\"q\":\"y\",\"n\":2}"));
  EXPECT_THAT(rows("q,n\n"), IsEmpty());
}

TEST(Csv, QuotedCellsHoldDelimitersLineEndsAndDoubledQuotes) {
  EXPECT_THAT(test::read_rows("x.csv", "a,b\n\"x, \"\"y\"\"\",1\n\"one\r\ntwo\nthree\",2\nz,3\n", {}, true),
              ElementsAre("x.csv:2 {\"a\":\"x, \\\"y\\\"\",\"b\":1}", "x.csv:3 {\"a\":\"one\\r\\ntwo\\nthree\",\"b\":2}",
                          "x.csv:6 {\"a\":\"z\",\"b\":3}"));
  EXPECT_THAT(rows("a,b\n5\" disk,1\n"), ElementsAre("{\"a\":\"5\\\" disk\",\"b\":1}"));
}

TEST(Csv, TakesEveryLineEndAndAByteOrderMark) {
  EXPECT_THAT(rows("\xEF\xBB\xBF" "a,b\r\n1,2\r\n3,4\r\n"), ElementsAre("{\"a\":1,\"b\":2}", "{\"a\":3,\"b\":4}"));
  EXPECT_THAT(rows("a,b\r1,2\r3,4"), ElementsAre("{\"a\":1,\"b\":2}", "{\"a\":3,\"b\":4}"));
}

TEST(Csv, LeavesOutBlankLinesAndCountsThem) {
  EXPECT_THAT(test::read_rows("x.csv", "\na\n1\n\n  \n2\n", {}, true),
              ElementsAre("x.csv:3 {\"a\":1}", "x.csv:6 {\"a\":2}"));
  EXPECT_THAT(rows("a\nx\n\"\"\n"), ElementsAre("{\"a\":\"x\"}", "{\"a\":null}"));
}

TEST(Csv, TypesAreThoseOfPandas) {
  const Value golden = json::parse(assay::test::read_file(assay::test::test_data("golden/datasets/csv.json")), "csv.json");
  for (const Value& one : golden.find("cases")->as_array()) {
    std::string file = "x,k\n";
    std::vector<std::string> expected;
    for (std::size_t i = 0; i < one.find("cells")->size(); ++i) {
      file += one.find("cells")->as_array()[i].as_string() + ",1\n";
      expected.push_back("{\"x\":" + json::dump(one.find("values")->as_array()[i]) + ",\"k\":1}");
    }
    EXPECT_EQ(rows(file), expected) << json::dump(one);
  }
}

TEST(Csv, InfiniteNumbersStayNumbersAndOnesTooBigStayText) {
  const assay::test::TempFolder folder;
  const std::string path = folder.write("x.csv", "a,b\ninf,18446744073709551615\n-Infinity,1\n1e400,2\n");
  const auto reader = open_rows(path, builtin::all_readers());
  Value row;
  ASSERT_TRUE(reader->next(row));
  EXPECT_GT(row.find("a")->as_double(), 1e308);
  EXPECT_EQ(row.find("b")->as_string(), "18446744073709551615");
  ASSERT_TRUE(reader->next(row));
  EXPECT_LT(row.find("a")->as_double(), -1e308);
  // pandas 3.1 makes "" of the second: a missing cell is null here, whatever stands beside it.
  EXPECT_THAT(rows("a,k\n9223372036854775808,1\n,1\n"),
              ElementsAre("{\"a\":\"9223372036854775808\",\"k\":1}", "{\"a\":null,\"k\":1}"));
}

TEST(Csv, NothingIsNullWhereTheOptionSaysSo) {
  ReadOptions options;
  options.keep_default_na = false;
  EXPECT_THAT(rows("a,n\nNone,1\n,\n", options), ElementsAre("{\"a\":\"None\",\"n\":\"1\"}", "{\"a\":\"\",\"n\":\"\"}"));
}

TEST(Csv, TheDelimiterIsTheNamesOrTheOptions) {
  EXPECT_THAT(test::read_rows("x.tsv", "a\tb\nx, y\t2\n"), ElementsAre("{\"a\":\"x, y\",\"b\":2}"));
  ReadOptions options;
  options.delimiter = ";";
  EXPECT_THAT(rows("a;b\n1,5;2\n", options), ElementsAre("{\"a\":\"1,5\",\"b\":2}"));
  options.delimiter = "\\t";
  EXPECT_THAT(rows("a\tb\n1\t2\n", options), ElementsAre("{\"a\":1,\"b\":2}"));
  options.delimiter = "||";
  EXPECT_THAT(error_of("a\n", options), HasSubstr("the delimiter is '||'; expected one ASCII character"));
}

TEST(Csv, NamesOfColumnsMayBeGivenForAFileWithoutAHeader) {
  ReadOptions options;
  options.column_names = {"q", "A"};
  EXPECT_THAT(rows("x,1\ny,2\n", options), ElementsAre("{\"q\":\"x\",\"A\":1}", "{\"q\":\"y\",\"A\":2}"));
  EXPECT_THAT(error_of("x,1,3\n", options), HasSubstr("the row has 3 cells, there are 2 columns"));
}

TEST(Csv, AColumnWithoutANameIsCalledAsPandasCallsIt) {
  EXPECT_THAT(rows(",a\n0,x\n"), ElementsAre("{\"Unnamed: 0\":0,\"a\":\"x\"}"));
}

TEST(Csv, RefusesRowsOfAnotherWidthAtTheirFirstLine) {
  EXPECT_EQ(error_of("a,b\n1,\"x\ny\"\n1\n"),
            "x.csv:4: the row has 1 cell, there are 2 columns; expected as many (is the delimiter ','? is a quotation mark "
            "not closed?)");
  EXPECT_THAT(error_of("a,b\n1,2,3\n"), StartsWith("x.csv:2: the row has 3 cells, there are 2 columns"));
}

TEST(Csv, RefusesTwoColumnsOfOneName) {
  EXPECT_EQ(error_of("a,b,a\n"), "x.csv: the columns 1 and 3 are both called 'a'; expected a name of its own for each");
}

TEST(Csv, NamesTheLineWhereAQuotationMarkWasOpened) {
  EXPECT_EQ(error_of("a,b\n1,2\n\n3,\"x\ny\n"),
            "x.csv:4: the quotation mark that opens cell 2 of the row is not closed up to the file's end");
}

TEST(Csv, RefusesWhatIsNoText) {
  EXPECT_EQ(error_of(""), "x.csv: the file is empty; expected a header row with the columns' names");
  EXPECT_THAT(error_of("a\n\xFF\n"), AllOf(StartsWith("x.csv:2"), HasSubstr("not valid UTF-8")));
  EXPECT_THAT(error_of(std::string("a\nx\0y\n", 6)), AllOf(StartsWith("x.csv:2"), HasSubstr("is NUL")));
}

TEST(Csv, RefusesARowOver64MiB) {
  EXPECT_THAT(error_of("a\n\"" + std::string(65u << 20, 'x')),
              HasSubstr("longer than 64 MiB; the quotation mark opened at line 2"));
}

TEST(Csv, RefusesAnOptionOfOtherFormats) {
  ReadOptions options;
  options.records = "data";
  EXPECT_EQ(error_of("a\n", options),
            "x.csv: the format 'csv' has no option 'records'; it has delimiter, column_names, keep_default_na, quoting");
}

}  // namespace
}  // namespace assay::datasets
