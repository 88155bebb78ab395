#include "raters/verdict/parse.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::raters {
namespace {

using testing::HasSubstr;

std::vector<Criterion> two() {
  Criterion a;
  a.id = "coverage";
  Criterion b;
  b.id = "brevity";
  return {a, b};
}

std::string reason_of(std::string_view reply) {
  const auto verdict = parse_verdict(reply, two());
  return std::holds_alternative<UnparsedVerdict>(verdict) ? std::get<UnparsedVerdict>(verdict).reason : "parsed";
}

TEST(ParseVerdict, TakesTheLinesAtTheEnd) {
  const auto verdict = parse_verdict("It is fine.\n\ncoverage: 4\nbrevity: 5\n\n", two());
  EXPECT_EQ(std::get<std::vector<int>>(verdict), (std::vector<int>{4, 5}));
  EXPECT_EQ(reasons_of("It is fine.\n\ncoverage: 4\nbrevity: 5\n", 2), "It is fine.");
}

TEST(ParseVerdict, NumbersElsewhereInTheTextAreNeverAVerdict) {
  EXPECT_THAT(reason_of("coverage: 4\nbrevity: 5\nThat is my verdict."), HasSubstr("does not end with"));
  EXPECT_THAT(reason_of("I would give it 4 of 5."), HasSubstr("1 lines"));
  EXPECT_EQ(reason_of(""), "the reply is empty");
  EXPECT_EQ(reason_of(" \n \n"), "the reply is empty");
}

TEST(ParseVerdict, AValueOffTheScaleIsRefused) {
  EXPECT_THAT(reason_of("coverage: 11\nbrevity: 5"), HasSubstr("11 is not on the scale of 'coverage', 1 to 5"));
  EXPECT_THAT(reason_of("coverage: 0\nbrevity: 5"), HasSubstr("not on the scale"));
}

TEST(ParseVerdict, OnlyWholeNumbersCount) {
  EXPECT_THAT(reason_of("coverage: 4.5\nbrevity: 5"), HasSubstr("whole number"));
  EXPECT_THAT(reason_of("coverage: four\nbrevity: 5"), HasSubstr("whole number"));
  EXPECT_THAT(reason_of("coverage: 4/5\nbrevity: 5"), HasSubstr("whole number"));
  EXPECT_THAT(reason_of("coverage:\nbrevity: 5"), HasSubstr("whole number"));
  EXPECT_THAT(reason_of("coverage: 99999999999999\nbrevity: 5"), HasSubstr("whole number"));
}

TEST(ParseVerdict, TheOrderOfTheCriteriaIsPartOfTheFormat) {
  EXPECT_THAT(reason_of("brevity: 5\ncoverage: 4"), HasSubstr("'coverage: NUMBER'; found 'brevity: 5'"));
}

}  // namespace
}  // namespace assay::raters
