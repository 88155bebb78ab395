#include "tests/metrics/filter/filtering.h"

namespace assay::test {
namespace {

using ::testing::HasSubstr;

TEST(MapFilter, GivesWhatTheTableHas) {
  const std::string yaml = "function: map\nmapping_dict: {A: 0, B: '0', C: true, D: null, E: 1.5, F: [x, 1]}\n";
  EXPECT_EQ(one(yaml, "A"), "NO TEXT: 0");
  EXPECT_EQ(one(yaml, "B"), "0");
  EXPECT_EQ(one(yaml, "C"), "NO TEXT: True");
  EXPECT_EQ(one(yaml, "D"), "NO TEXT: None");
  EXPECT_EQ(one(yaml, "E"), "NO TEXT: 1.5");
  EXPECT_EQ(one(yaml, "F"), "NO TEXT: ['x', 1]");
}

TEST(MapFilter, WhatIsNotInTheTableIsAParseFailure) {
  EXPECT_EQ(one("function: map", "A"), "FELL BACK: NO TEXT: None");
  EXPECT_EQ(one("function: map\nmapping_dict: {a: b}\ndefault_value: other", "A"), "FELL BACK: other");
  EXPECT_EQ(one("function: map\nmapping_dict: {a: b}", "a"), "b");
}

TEST(MapFilter, RefusesATableThatIsNone) {
  EXPECT_THAT(refusal("function: map\nmapping_dict: [a]"), HasSubstr("expected a map"));
}

}  // namespace
}  // namespace assay::test
