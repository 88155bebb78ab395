#include "tests/metrics/filter/filtering.h"

namespace assay::test {
namespace {

using ::testing::HasSubstr;

TEST(PrependFilter, PutsABeginningBeforeTheAnswer) {
  Sample sample;
  sample.input = "def f():\n";
  sample.fields = json::parse(R"({"head": "import m\n", "n": 1})", "row");
  EXPECT_EQ(one("function: prepend", "  pass", sample), "def f():\n  pass");
  EXPECT_EQ(one("function: prepend\nfield: head", "x", sample), "import m\nx");
  EXPECT_EQ(one("function: prepend\ntext: a\nseparator: ' '", "x", sample), "a x");
  EXPECT_EQ(one("function: prepend\nunless_present: true", "def f():\n  pass", sample), "def f():\n  pass");
  EXPECT_EQ(one("function: prepend\nfield: tail", "x", sample),
            "UNSCORED: prepend: the sample's field 'tail' is not there, expected a text");
  EXPECT_THAT(one("function: prepend\nfield: n", "x", sample), HasSubstr("is integer"));
}

TEST(PrependFilter, TakesOneOfFieldAndText) {
  EXPECT_THAT(refusal("function: prepend\nfield: a\ntext: b"), HasSubstr("expected one of them"));
}

}  // namespace
}  // namespace assay::test
