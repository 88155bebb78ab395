#include <gtest/gtest.h>

#include "tests/metrics/scoring.h"

namespace assay::test {
namespace {

TEST(NumericMatch, ComparesTheLastNumber) {
  const auto metric = metric_of("numeric_match");
  EXPECT_EQ(text_value(*metric, "2 + 2 = 4, so the answer is 1,234.00.", {"#### 1234"}), 1.0);
  EXPECT_EQ(text_value(*metric, "The answer is 5", {"4"}), 0.0);
  EXPECT_EQ(text_value(*metric, "3/4", {"0.75"}), 1.0);
  EXPECT_EQ(text_value(*metric, "$1.5M", {"1500000"}), 1.0);
}

TEST(NumericMatch, FirstLastOrOnlyNumberCounts) {
  EXPECT_EQ(text_value(*metric_of("numeric_match:which=first"), "4, not 5", {"4"}), 1.0);
  EXPECT_EQ(text_value(*metric_of("numeric_match:which=only"), "4, not 5", {"4"}), 0.0);
  EXPECT_EQ(text_value(*metric_of("numeric_match:which=only"), "It is 4", {"4"}), 1.0);
  EXPECT_NE(unscored_reason(score_text(*metric_of("numeric_match:which=only"), "4", {"4 or 5"})), "");
}

TEST(NumericMatch, ToleratesWhatItIsToldTo) {
  EXPECT_EQ(text_value(*metric_of("numeric_match"), "3.14", {"3.14159"}), 0.0);
  EXPECT_EQ(text_value(*metric_of("numeric_match:rel_tol=0.001"), "3.14", {"3.14159"}), 1.0);
  EXPECT_EQ(text_value(*metric_of("numeric_match:abs_tol=0.5"), "10.4", {"10"}), 1.0);
  EXPECT_EQ(text_value(*metric_of("numeric_match:abs_tol=0.5"), "10.6", {"10"}), 0.0);
  EXPECT_EQ(text_value(*metric_of("numeric_match"), "0.30000000000000004", {"0.3"}), 1.0);
}

TEST(NumericMatch, PercentIsAHundredthOrLeftOut) {
  const auto metric = metric_of("numeric_match");
  EXPECT_EQ(text_value(*metric, "50%", {"0.5"}), 1.0);
  EXPECT_EQ(text_value(*metric, "50", {"50%"}), 1.0);
  EXPECT_EQ(text_value(*metric, "0.5%", {"50%"}), 0.0);
  EXPECT_EQ(text_value(*metric_of("numeric_match:units=true"), "50", {"50%"}), 0.0);
  EXPECT_EQ(text_value(*metric_of("numeric_match:units=true"), "0.5", {"50%"}), 1.0);
}

TEST(NumericMatch, ConvertsUnits) {
  const auto metric = metric_of("numeric_match:units=true");
  EXPECT_EQ(text_value(*metric, "It is 5 km away", {"5000 m"}), 1.0);
  EXPECT_EQ(text_value(*metric, "77 degrees Fahrenheit", {"25 \xC2\xB0"
                                                          "C"}),
            1.0);
  EXPECT_EQ(text_value(*metric, "5 kg", {"5 km"}), 0.0);
  EXPECT_EQ(text_value(*metric, "60 km/h", {"60 km/h"}), 1.0);
  EXPECT_EQ(text_value(*metric, "60 km", {"60 km/h"}), 0.0);
  EXPECT_EQ(text_value(*metric, "$5", {"5 dollars"}), 1.0);
  EXPECT_EQ(text_value(*metric, "5 euros", {"$5"}), 0.0);
  EXPECT_EQ(text_value(*metric, "5 km", {"5"}), 1.0);
  EXPECT_EQ(text_value(*metric_of("numeric_match"), "5 kg", {"5 km"}), 1.0);
}

TEST(NumericMatch, MissingUnitIsWrongOrRightByOption) {
  EXPECT_EQ(text_value(*metric_of("numeric_match:units=true"), "5", {"5 km"}), 0.0);
  EXPECT_EQ(text_value(*metric_of("numeric_match:units=true,missing_unit=right"), "5", {"5 km"}), 1.0);
  EXPECT_EQ(text_value(*metric_of("numeric_match:units=true,missing_unit=right"), "5 kg", {"5 km"}), 0.0);
}

TEST(NumericMatch, ReadsTheDecimalComma) {
  EXPECT_EQ(text_value(*metric_of("numeric_match:decimal_comma=true"), "1.234,5", {"1234,50"}), 1.0);
  EXPECT_EQ(text_value(*metric_of("numeric_match"), "1.234,5", {"1234,50"}), 0.0);
}

TEST(NumericMatch, AnswerWithoutNumberIsWrongAndSuchAReferenceUnscored) {
  const auto metric = metric_of("numeric_match");
  const Scored scored = score_text(*metric, "I do not know", {"4"});
  EXPECT_EQ(scored.value, 0.0);
  EXPECT_EQ(scored.detail, "read no number; right is 4");
  EXPECT_EQ(unscored_reason(score_text(*metric, "4", {"four"})), "the reference 'four' has no number");
  EXPECT_EQ(unscored_reason(score_text(*metric, "4", {})), "no reference");
  EXPECT_NE(unscored_reason(score_text(*metric, "4", {std::string(400, '9')})).find("out of range"), std::string::npos);
  EXPECT_EQ(text_value(*metric, std::string(400, '9'), {"4"}), 0.0);
}

TEST(NumericMatch, AnyReferenceMatchesAndEpochsAreAveraged) {
  const std::vector<Response> epochs = {completion("5", 0), completion("6", 1), completion("7", 2)};
  const Scored scored = metric_of("numeric_match")->score(sample_with_targets({"5", "6"}), epochs);
  EXPECT_NEAR(scored.value.value(), 2.0 / 3.0, 1e-12);
  EXPECT_EQ(scored.detail, "read 5, 6, 7; right is 5");
}

TEST(NumericMatch, SignatureNamesTheOptions) {
  EXPECT_EQ(metric_of("numeric_match")->signature(), "which:last|rel_tol:1e-09|abs_tol:0");
  EXPECT_EQ(metric_of("numeric_match:units=true,decimal_comma=true")->signature(),
            "which:last|rel_tol:1e-09|abs_tol:0|decimal_comma:yes|units:yes|missing_unit:wrong");
  EXPECT_THROW(metric_of("numeric_match:which=middle"), Error);
  EXPECT_THROW(metric_of("numeric_match:abs_tol=-1"), Error);
}

}  // namespace
}  // namespace assay::test
