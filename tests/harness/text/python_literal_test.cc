#include "harness/text/python_literal.h"

#include <gtest/gtest.h>

#include <string>

#include "harness/core/json.h"

namespace assay::text {
namespace {

std::string read(std::string_view text) {
  const std::optional<Value> value = parse_python_literal(text);
  return value ? json::dump(*value) : "none";
}

TEST(PythonLiteral, ReadsWhatLiteralEvalReads) {
  EXPECT_EQ(read("['a', \"it's\", 'b\\n']"), R"(["a","it's","b\n"])");
  EXPECT_EQ(read("[1, -2, 3.5, True, None,]"), "[1,-2,3.5,true,null]");
  EXPECT_EQ(read("('x', 'y')"), R"(["x","y"])");
  EXPECT_EQ(read("('x')"), R"("x")");
  EXPECT_EQ(read("1, 2"), "[1,2]");
  EXPECT_EQ(read("{'a': [1], 2: 'b'}"), R"({"a":[1],"2":"b"})");
  EXPECT_EQ(read("{'a', 'b'}"), R"(["a","b"])");
  EXPECT_EQ(read("r'\\d' 'x'"), R"("\\dx")");
  EXPECT_EQ(read("'''a\nb'''"), R"("a\nb")");
  EXPECT_EQ(read("[]"), "[]");
}

TEST(PythonLiteral, RefusesWhatIsNoLiteral) {
  for (const char* text : {"", "x", "[x]", "[1", "007", "1 +", "'a", "f(1)", "b'a'", "[1] x", "{1: 2, 3}", "nan"})
    EXPECT_EQ(read(text), "none") << text;
  EXPECT_EQ(read(std::string(5000, '[')), "none");
}

}  // namespace
}  // namespace assay::text
