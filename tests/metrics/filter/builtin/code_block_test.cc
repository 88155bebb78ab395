#include "tests/metrics/filter/filtering.h"

namespace assay::test {
namespace {

const std::string kTwo = "Text\n```python\nx = 1\n```\nand\n~~~~ js title\nlet y;\n~~~\n~~~~\nend";

TEST(CodeBlockFilter, GivesTheContentOfABlock) {
  EXPECT_EQ(one("function: code_block", kTwo), "x = 1\n");
  EXPECT_EQ(one("function: code_block\nwhich: last", kTwo), "let y;\n~~~\n");
  EXPECT_EQ(one("function: code_block\nlanguage: JS", kTwo), "let y;\n~~~\n");
  EXPECT_EQ(one("function: code_block\nlanguage: [py, python]", kTwo), "x = 1\n");
}

TEST(CodeBlockFilter, ABlockThatIsCutOffReachesToTheEnd) {
  EXPECT_EQ(one("function: code_block", "```\nx = 1\ny"), "x = 1\ny");
  EXPECT_EQ(one("function: code_block\nunclosed: false", "```\nx = 1\ny"), "FELL BACK: [invalid]");
  EXPECT_EQ(one("function: code_block", "```"), "");
}

TEST(CodeBlockFilter, WithoutABlockThereIsNone) {
  EXPECT_EQ(one("function: code_block", "x = ``` y"), "FELL BACK: [invalid]");
  EXPECT_EQ(one("function: code_block\nlanguage: rust", kTwo), "FELL BACK: [invalid]");
  EXPECT_EQ(one("function: code_block\non_no_match: keep", "x = 1"), "x = 1");
}

}  // namespace
}  // namespace assay::test
