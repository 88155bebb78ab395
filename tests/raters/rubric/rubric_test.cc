#include "raters/rubric/rubric.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/shared.h"

namespace assay::raters {
namespace {

using testing::HasSubstr;

std::string error_of(const std::string& yaml) {
  try {
    read_rubric(Options::from_yaml(yaml, "r.yaml"));
  } catch (const Error& e) {
    return e.message();
  }
  return "no error";
}

const std::string kScale = "    scale: {min: 1, max: 3, anchors: {1: bad, 3: good}}\n";

TEST(Rubric, TheShippedOnesAreValid) {
  const Options options = Options::from_file(std::string(ASSAY_SOURCE_DIR) + "/raters/rubrics/summary.yaml");
  const Rubric rubric = read_rubric(options);
  EXPECT_EQ(rubric.name, "summary_quality");
  ASSERT_EQ(rubric.criteria.size(), 3u);
  EXPECT_EQ(rubric.criteria[0].anchors.front().value, 1);
}

TEST(Rubric, TheOverallScoreWeighsCriteriaOnTheirOwnScales) {
  Rubric rubric;
  rubric.criteria.resize(2);
  rubric.criteria[0].weight = 3;
  rubric.criteria[1].min = 0;
  rubric.criteria[1].max = 10;
  EXPECT_DOUBLE_EQ(overall_score(rubric, {5, 0}), 0.75);
  EXPECT_DOUBLE_EQ(overall_score(rubric, {1, 10}), 0.25);
  EXPECT_DOUBLE_EQ(overall_score(rubric, {3, 5}), 0.5);
}

TEST(Rubric, SaysWhatIsWrongAndWhere) {
  EXPECT_THAT(error_of("title: x\n"), HasSubstr("at least one criterion"));
  EXPECT_THAT(error_of("criteria:\n  - id: a b\n    definition: d\n"),
              HasSubstr("r.yaml:2: 'criteria.0.id': 'a b' is not a word"));
  EXPECT_THAT(error_of("criteria:\n  - id: a\n    definition: d\n    scale: {min: 1, max: 3, anchors: {1: bad}}\n"),
              HasSubstr("both ends of the scale, 1 and 3, need an anchor"));
  EXPECT_THAT(
      error_of("criteria:\n  - id: a\n    definition: d\n    scale: {min: 1, max: 3, anchors: {1: bad, 3: good, 7: x}}\n"),
      HasSubstr("the anchor 7 lies outside the scale 1 to 3"));
  EXPECT_THAT(error_of("criteria:\n  - id: a\n    definition: d\n    scale: {min: 5, max: 3}\n"), HasSubstr("not above"));
  const std::string twice = "criteria:\n  - id: a\n    definition: d\n" + kScale + "  - id: a\n    definition: d\n" + kScale;
  EXPECT_THAT(error_of(twice), HasSubstr("two criteria 'a'"));
  EXPECT_THAT(error_of("criteria:\n  - id: a\n    weight: 0\n    definition: d\n" + kScale), HasSubstr("all zero"));
}

}  // namespace
}  // namespace assay::raters
