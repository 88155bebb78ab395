#include "tests/datasets/reader/support_reader.h"

namespace assay::datasets {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

std::vector<std::string> rows(const std::string& content, const std::string& sample_by = "") {
  ReadOptions options;
  options.sample_by = sample_by;
  return test::read_rows("x.txt", content, options, true);
}

TEST(Text, EachLineIsARowABlankOneToo) {
  EXPECT_THAT(rows("one\n\n two \n"), ElementsAre("x.txt:1 {\"text\":\"one\"}", "x.txt:2 {\"text\":\"\"}",
                                                "x.txt:3 {\"text\":\" two \"}"));
  EXPECT_THAT(rows("a\r\nb\rc"),
              ElementsAre("x.txt:1 {\"text\":\"a\"}", "x.txt:2 {\"text\":\"b\"}", "x.txt:3 {\"text\":\"c\"}"));
  EXPECT_THAT(rows(""), IsEmpty());
}

TEST(Text, AParagraphEndsAtABlankLine) {
  EXPECT_THAT(rows("a\nb\n\nc\n\n\nd\n", "paragraph"),
              ElementsAre("x.txt:1 {\"text\":\"a\\nb\"}", "x.txt:4 {\"text\":\"c\"}", "x.txt:6 {\"text\":\"\\nd\\n\"}"));
  EXPECT_THAT(rows("a\r\n\r\n\r\n\r\nb", "paragraph"), ElementsAre("x.txt:1 {\"text\":\"a\"}", "x.txt:5 {\"text\":\"b\"}"));
  EXPECT_THAT(rows("\n\n\n\n", "paragraph"), IsEmpty());
}

TEST(Text, ADocumentIsTheWholeFile) {
  EXPECT_THAT(rows("\xEF\xBB\xBF" "a\r\n\r\nb", "document"), ElementsAre("x.txt:1 {\"text\":\"\xEF\xBB\xBF" "a\\n\\nb\"}"));
  EXPECT_THAT(rows("", "document"), ElementsAre("x.txt:1 {\"text\":\"\"}"));
}

TEST(Text, RefusesAnUnknownWayToSample) {
  EXPECT_THAT(rows("a", "lines"),
              ElementsAre("error: x.txt: sample_by is 'lines' (is 'line' meant?); expected line, paragraph or document"));
}

TEST(Text, RefusesWhatIsNoText) {
  EXPECT_THAT(test::read_error("x.txt", "a\nb\xFF\n"), StartsWith("x.txt:2: byte 3 of the file is not valid UTF-8"));
  EXPECT_THAT(test::read_error("x.txt", std::string("a\0", 2)), HasSubstr("byte 1 of the file is NUL"));
  EXPECT_THAT(test::read_error("x.txt", std::string(65u << 20, 'x')), HasSubstr("the line is longer than 64 MiB"));
  ReadOptions options;
  options.sample_by = "document";
  EXPECT_THAT(test::read_error("x.txt", std::string(40u << 20, 'x') + "\n" + std::string(40u << 20, 'x'), options),
              HasSubstr("the document is longer than 64 MiB"));
}

TEST(Text, RefusesAnOptionOfOtherFormats) {
  ReadOptions options;
  options.keep_default_na = false;
  EXPECT_EQ(test::read_error("x.txt", "", options),
            "x.txt: the format 'text' has no option 'keep_default_na'; it has sample_by");
}

}  // namespace
}  // namespace assay::datasets
