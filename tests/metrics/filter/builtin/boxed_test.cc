#include "tests/metrics/filter/filtering.h"

namespace assay::test {
namespace {

TEST(BoxedFilter, GivesTheLastBoxWithItsBraces) {
  EXPECT_EQ(one("function: boxed", "\\boxed{1} so \\boxed{\\frac{1}{2}}."), "\\frac{1}{2}");
  EXPECT_EQ(one("function: boxed", "\\fbox{ x }"), "x");
}

TEST(BoxedFilter, ElseTheLastFormula) {
  EXPECT_EQ(one("function: boxed", "from $x=1$ follows $$ y = 2 $$ at last"), "y = 2");
  EXPECT_EQ(one("function: boxed", "costs \\$5 or $a$"), "a");
  EXPECT_EQ(one("function: boxed\nformula: false", "$x$"), "FELL BACK: [invalid]");
  EXPECT_EQ(one("function: boxed", "costs $5"), "FELL BACK: [invalid]");
}

TEST(BoxedFilter, ABoxThatIsCutOffIsNone) {
  EXPECT_EQ(one("function: boxed", "so \\boxed{\\frac{1}{"), "FELL BACK: [invalid]");
  EXPECT_EQ(one("function: boxed\non_no_match: keep", "7"), "7");
  EXPECT_EQ(one("function: boxed", std::string(200'000, '{') + "\\boxed{" + std::string(200'000, '{')),
            "FELL BACK: [invalid]");
}

}  // namespace
}  // namespace assay::test
