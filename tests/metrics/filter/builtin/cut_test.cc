#include "tests/metrics/filter/filtering.h"

namespace assay::test {
namespace {

using ::testing::HasSubstr;

TEST(CutFilters, AfterGivesWhatFollowsTheLastMarker) {
  EXPECT_EQ(one("function: after\nmarker: 'Answer:'", "Answer: 1\nAnswer: 2 "), "2");
  EXPECT_EQ(one("function: after\nmarker: 'Answer:'\nwhich: first\nstrip: false", "Answer: 1 Answer: 2"), " 1 Answer: 2");
  EXPECT_EQ(one("function: after\nmarker: ['A:', 'Answer:']\nignore_case: true", "answer: x"), "x");
  EXPECT_EQ(one("function: after\nmarker: 'Answer:'", "none"), "FELL BACK: [invalid]");
  EXPECT_EQ(one("function: after\nmarker: '\\d.'", "1. 2"), "FELL BACK: [invalid]");
}

TEST(CutFilters, BeforeGivesWhatLiesBeforeTheFirstMarker) {
  EXPECT_EQ(one("function: before\nmarker: [';', '.']", "a b . c; d"), "a b");
  EXPECT_EQ(one("function: before\nmarker: ';'\non_no_match: keep", "a"), "a");
  EXPECT_EQ(one("function: before\nmarker: ';'\nwhich: last", "a;b;c"), "a;b");
}

TEST(CutFilters, StopAtCutsAsStopStringsDo) {
  const std::string yaml = "function: stop_at\nuntil: [\"\\ndef\", \"\\nprint\"]\n";
  EXPECT_EQ(one(yaml, "  return 1\nprint(f())\ndef g():"), "  return 1");
  EXPECT_EQ(one(yaml, "  return 1\n"), "  return 1\n");
  EXPECT_EQ(one(yaml, "\ndef f(): pass\ndef g()"), "");
  EXPECT_EQ(one(yaml + "skip_leading: true", "\ndef f(): pass\ndef g()"), "\ndef f(): pass");
}

TEST(CutFilters, NeedTextsThatAreNotEmpty) {
  EXPECT_THAT(refusal("function: after"), HasSubstr("'marker' is missing"));
  EXPECT_THAT(refusal("function: stop_at\nuntil: ['']"), HasSubstr("an empty text is everywhere"));
}

}  // namespace
}  // namespace assay::test
