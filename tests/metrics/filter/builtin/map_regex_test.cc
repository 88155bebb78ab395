#include "tests/metrics/filter/filtering.h"

namespace assay::test {
namespace {

using ::testing::HasSubstr;

const std::string kYesNo =
    "function: map_regex\nignore_case: true\nregex_pattern_to_value: {'\\b(no|not so)\\b': 'no', '\\b(yes|so)\\b': 'yes'}\n";

TEST(MapRegex, GivesTheValueOfThePatternThatIsFound) {
  EXPECT_EQ(one(kYesNo, "Yes, it is."), "yes");
  EXPECT_EQ(one(kYesNo, "That is NOT SO."), "no");
  EXPECT_EQ(one(kYesNo, "nothing of it"), "FELL BACK: [invalid]");
}

TEST(MapRegex, TakesTheMatchThatIsAskedFor) {
  EXPECT_EQ(one(kYesNo, "yes .. no"), "yes");
  EXPECT_EQ(one(kYesNo + "group_select: -1\n", "yes .. no"), "no");
  EXPECT_EQ(one(kYesNo + "group_select: 3\nfallback: none\n", "yes .. no"), "FELL BACK: none");
}

TEST(MapRegex, KeepsCaseWhereItIsNotIgnored) {
  EXPECT_EQ(one("function: map_regex\nregex_pattern_to_value: {'Yes': '1'}", "yes"), "FELL BACK: [invalid]");
  EXPECT_EQ(one("function: map_regex\nregex_pattern_to_value: {'Yes': '1'}", "Yes"), "1");
}

TEST(MapRegex, RefusesBrokenPatternsAndNone) {
  EXPECT_THAT(refusal("function: map_regex\nregex_pattern_to_value: {'(': x}"), HasSubstr("("));
  EXPECT_THAT(refusal("function: map_regex"), HasSubstr("one pattern or more"));
}

}  // namespace
}  // namespace assay::test
