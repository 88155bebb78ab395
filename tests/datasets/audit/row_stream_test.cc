#include "datasets/audit/row_stream.h"

#include "datasets/registry.h"
#include "harness/core/error.h"
#include "tests/support/shared.h"

namespace assay::datasets {
namespace {

using testing::ElementsAre;

std::vector<std::string> texts_of(const std::string& line, const std::vector<std::string>& columns = {}) {
  const test::TempFolder folder;
  std::vector<std::string> texts;
  for_each_row(folder.write("a.jsonl", line + "\n"), builtin::all_readers(),
               [&](Value& row, const Reader& reader) { texts = row_texts(row, columns, reader); });
  return texts;
}

TEST(RowStream, AllColumnsButTheIdCountInTheOrderOfTheirNames) {
  EXPECT_THAT(texts_of(R"({"z":"last","id":"x","b":["one",{"k":"two"}],"a":1.5,"n":null,"t":true})"),
              ElementsAre("1.5", "one", "two", "true", "last"));
}

TEST(RowStream, NamedColumnsCountAlone) {
  EXPECT_THAT(texts_of(R"({"z":"last","id":"x","b":"first"})", {"b", "id"}), ElementsAre("first", "x"));
  EXPECT_THROW(texts_of(R"({"z":"last"})", {"y"}), Error);
}

}  // namespace
}  // namespace assay::datasets
