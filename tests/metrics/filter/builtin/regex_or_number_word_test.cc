#include "tests/metrics/filter/filtering.h"

namespace assay::test {
namespace {

const std::string kNumber = "function: regex_or_number_word\nregex_pattern: '([-0-9]+)'\n";

TEST(RegexOrNumberWord, TakesDigitsBeforeWords) {
  EXPECT_EQ(one(kNumber, "seven, or minus twelve: -12"), "-12");
  EXPECT_EQ(one(kNumber + "group_select: -1\n", "1 + 2 + 3 = 6."), "6");
}

TEST(RegexOrNumberWord, ReadsNumbersInWords) {
  EXPECT_EQ(one(kNumber, "I count seven of them."), "7");
  EXPECT_EQ(one(kNumber, "Twenty three"), "23");
  EXPECT_EQ(one(kNumber, "one hundred and five"), "105");
  EXPECT_EQ(one(kNumber, "two desks and three pens"), "2");
  EXPECT_EQ(one(kNumber + "group_select: -1\n", "two desks and three pens"), "3");
}

TEST(RegexOrNumberWord, FindsNoNumberInsideWords) {
  EXPECT_EQ(one(kNumber, "often, someone, stone"), "FELL BACK: [invalid]");
  EXPECT_EQ(one(kNumber + "fallback: '0'\n", ""), "FELL BACK: 0");
}

}  // namespace
}  // namespace assay::test
