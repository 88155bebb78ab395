#include <string>
#include <vector>

#include "datasets/registry.h"
#include "harness/core/error.h"
#include "harness/core/json.h"
#include "harness/core/registry.h"
#include "tests/support/shared.h"

namespace assay::datasets {
namespace {

const ReaderDef& jsonl() { return find_def(builtin::all_readers(), "jsonl", "dataset format"); }

// Every row, as "LINE {json}".
std::vector<std::string> read_all(const std::string& content) {
  const test::TempFolder folder;
  const std::string path = folder.write("rows.jsonl", content);
  const std::unique_ptr<Reader> reader = jsonl().open(path, {});
  std::vector<std::string> rows;
  Value row;
  while (reader->next(row)) rows.push_back(reader->where().substr(path.size() + 1) + " " + json::dump(row));
  EXPECT_FALSE(reader->next(row)) << "the end must stay the end";
  return rows;
}

// The message of the error that reading ends in, without the folder.
std::string error_of(const std::string& content) {
  const test::TempFolder folder;
  const std::string path = folder.write("rows.jsonl", content);
  try {
    const std::unique_ptr<Reader> reader = jsonl().open(path, {});
    Value row;
    while (reader->next(row)) {
    }
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kData);
    std::string message = error.what();
    for (std::size_t at = message.find(folder.path()); at != std::string::npos; at = message.find(folder.path()))
      message.erase(at, folder.path().size() + 1);
    return message;
  }
  return "no error";
}

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

TEST(Jsonl, ReadsOneObjectALine) {
  EXPECT_THAT(read_all("{\"a\": 1}\n{\"a\": \"x\", \"b\": [1.5, null]}\n"),
              ElementsAre("1 {\"a\":1}", "2 {\"a\":\"x\",\"b\":[1.5,null]}"));
}

TEST(Jsonl, NeedsNoNewlineAtTheEnd) { EXPECT_THAT(read_all("{}\n{\"a\":2}"), ElementsAre("1 {}", "2 {\"a\":2}")); }

TEST(Jsonl, SkipsBlankLinesAndCountsThem) {
  EXPECT_THAT(read_all("\n  \t\n{\"a\":1}\n\r\n\n{\"a\":2}\n\n"), ElementsAre("3 {\"a\":1}", "6 {\"a\":2}"));
}

TEST(Jsonl, TakesByteOrderMarkAndWindowsLineEnds) {
  EXPECT_THAT(read_all("\xEF\xBB\xBF{\"a\":1}\r\n{\"a\":2}\r\n"), ElementsAre("1 {\"a\":1}", "2 {\"a\":2}"));
}

TEST(Jsonl, AnEmptyFileHasNoRows) {
  EXPECT_THAT(read_all(""), IsEmpty());
  EXPECT_THAT(read_all("\xEF\xBB\xBF"), IsEmpty());
}

TEST(Jsonl, KeepsTextBeyondAscii) {
  EXPECT_THAT(read_all("{\"a\":\"\xC3\xA9t\xC3\xA9\"}\n"), ElementsAre("1 {\"a\":\"\xC3\xA9t\xC3\xA9\"}"));
}

TEST(Jsonl, LinesLongerThanTheReadBufferStayWhole) {
  const std::string big(700'000, 'x');
  const std::vector<std::string> rows = read_all("{\"a\":\"" + big + "\"}\n{\"a\":\"" + big + "y\"}\n{}\n");
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0], "1 {\"a\":\"" + big + "\"}");
  EXPECT_EQ(rows[1], "2 {\"a\":\"" + big + "y\"}");
  EXPECT_EQ(rows[2], "3 {}");
}

TEST(Jsonl, NamesTheLineOfBrokenJson) {
  EXPECT_THAT(error_of("{\"a\":1}\n\n{\"a\":\n"), AllOf(StartsWith("rows.jsonl:3: not valid JSON at byte"),
                                                        HasSubstr("expected one JSON object on each line")));
  EXPECT_THAT(error_of("{} {}\n"), StartsWith("rows.jsonl:1: not valid JSON"));
}

TEST(Jsonl, RefusesALineThatIsNoObject) {
  EXPECT_EQ(error_of("{}\n[1, 2]\n"), "rows.jsonl:2: the line holds a list; expected a JSON object");
  EXPECT_EQ(error_of("7\n"), "rows.jsonl:1: the line holds an integer; expected a JSON object");
}

TEST(Jsonl, NamesTheByteThatIsNotUtf8) {
  EXPECT_EQ(
      error_of("{\"a\":1}\n{\"a\":\"\xFF\"}\n"),
      "rows.jsonl:2: byte 6 of the line (byte 14 of the file) is not valid UTF-8; expected a JSON object in UTF-8");
}

TEST(Jsonl, RefusesALineOver64MiB) {
  const std::string line = "{\"a\":\"" + std::string(64u << 20, 'x') + "\"}\n";
  EXPECT_EQ(error_of("{}\n" + line), "rows.jsonl:2: the line is longer than 64 MiB; expected one JSON object a line");
}

TEST(Jsonl, NamesAFileThatIsNotThere) {
  const test::TempFolder folder;
  EXPECT_THAT(
      [&] { jsonl().open(folder.path() + "/none.jsonl", {}); },
      ::testing::Throws<Error>(::testing::Property(&Error::message, HasSubstr("none.jsonl: cannot be opened"))));
  EXPECT_THAT([&] { jsonl().open(folder.path(), {}); }, ::testing::Throws<Error>(::testing::Property(
                                                        &Error::message, HasSubstr("is a folder; expected a file"))));
}

}  // namespace
}  // namespace assay::datasets
