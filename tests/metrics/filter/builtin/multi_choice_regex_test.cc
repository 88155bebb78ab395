#include "tests/metrics/filter/filtering.h"

namespace assay::test {
namespace {

using ::testing::HasSubstr;

const std::string kPattern = "function: multi_choice_regex\nregex_pattern: '(\\([A-Z]\\))'\n";

TEST(MultiChoiceRegexFilter, TakesThePatternThenTheTextThenTheLetter) {
  const Sample sample = sample_with_choices({"pear", "pear tree", "fig"});
  EXPECT_EQ(one(kPattern, "fig, that is (A)", sample), "(A)");
  EXPECT_EQ(one(kPattern, "it is a pear tree", sample), "(B)");
  EXPECT_EQ(one(kPattern, "Answer: C", sample), "(C)");
  EXPECT_EQ(one(kPattern, "FIG", sample), "FELL BACK: [invalid]");
  EXPECT_EQ(one(kPattern + "ignore_case: true", "FIG", sample), "(C)");
}

TEST(MultiChoiceRegexFilter, TheChoicesOfTheRowComeFirst) {
  Sample sample = sample_with_choices({"x"});
  sample.fields = json::parse(R"({"choices": ["q", "x"]})", "row");
  EXPECT_EQ(one(kPattern, "x", sample), "(B)");
}

TEST(MultiChoiceRegexFilter, WithoutChoicesOrLettersForThemIsUnscored) {
  EXPECT_THAT(one(kPattern, "x"), HasSubstr("UNSCORED: multi_choice_regex: the sample has no choices"));
  EXPECT_THAT(one(kPattern, "x", sample_with_choices(std::vector<std::string>(27, "x"))), HasSubstr("27 choices"));
}

TEST(MultiChoiceRegexFilter, TakesHostileChoices) {
  EXPECT_THAT(one(kPattern, "x", sample_with_choices({"\xFF", "x"})), HasSubstr("UNSCORED"));
  EXPECT_THAT(one(kPattern, "x", sample_with_choices({std::string(5'000'000, 'y'), "x"})), HasSubstr("UNSCORED"));
  EXPECT_THAT(refusal(kPattern + "regexes_to_ignore: ['(']"), HasSubstr("not valid"));
}

TEST(MultiChoiceRegex, ReadsTheChoicesOfAField) {
  Sample sample;
  sample.fields = Value::object();
  sample.fields.set("input", "When?\nOptions:\n(A) at noon\n(B) at night, late\n(C) never (D) ever");
  const std::string yaml =
      "function: multi_choice_regex\nregex_pattern: '(\\([A-Z]\\))'\nchoices_field: input\nignore_case: true\n"
      "ignore_punctuation: true\n";
  EXPECT_EQ(one(yaml, "It is (C).", sample), "(C)");
  EXPECT_EQ(one(yaml, "AT NIGHT late", sample), "(B)");
  EXPECT_EQ(one(yaml, "It must be: D", sample), "(D)");
  EXPECT_EQ(one(yaml, "E", sample), "FELL BACK: [invalid]");
  sample.fields.set("input", "No options.");
  EXPECT_EQ(one(yaml, "(A)", sample), "(A)");
  EXPECT_EQ(one(yaml, "noon", sample), "FELL BACK: [invalid]");
  EXPECT_THAT(one(yaml, "noon", {}), HasSubstr("UNSCORED"));
}

}  // namespace
}  // namespace assay::test
