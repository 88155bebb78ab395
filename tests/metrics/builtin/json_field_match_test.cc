#include <gtest/gtest.h>

#include "tests/metrics/fields.h"

namespace assay::test {
namespace {

TEST(JsonFieldMatch, CountsTheLeavesThatAreEqual) {
  const auto metric = metric_of("json_field_match");
  const std::string reference = R"({"name": "Ann", "age": 30, "address": {"city": "Rome", "zip": null}})";
  EXPECT_EQ(text_value(*metric, reference, {reference}), 1.0);
  EXPECT_EQ(text_value(*metric, R"({"age": 30.0, "name": "Bob", "address": {"city": "Rome"}})", {reference}), 0.5);
  EXPECT_EQ(text_value(*metric, R"({"address": "Rome"})", {reference}), 0.0);
  EXPECT_EQ(text_value(*metric, R"({"name": "Ann", "age": "30", "more": 1, "address": {"zip": null}})", {reference}), 0.5);
}

TEST(JsonFieldMatch, ListsAreComparedByPlaceAndEmptyOnesAreLeaves) {
  const auto metric = metric_of("json_field_match");
  EXPECT_EQ(text_value(*metric, R"({"items": [1, 3, 2]})", {R"({"items": [1, 2, 3]})"}), 1.0 / 3.0);
  EXPECT_EQ(text_value(*metric, R"({"a": [], "b": {}})", {R"({"a": [], "b": {}})"}), 1.0);
  EXPECT_EQ(text_value(*metric, R"({"a": [1], "b": []})", {R"({"a": [], "b": {}})"}), 0.0);
  EXPECT_EQ(text_value(*metric, "[1, 5]", {"[1, 2]"}), 0.5);
}

TEST(JsonFieldMatch, OnlyTheChosenFieldsCount) {
  const std::string reference = R"({"a": 1, "b": {"c": 2, "d": 3}, "bc": 4, "l": [{"x": 5}, {"x": 6}]})";
  const auto chosen = [&](const std::string& fields, const std::string& answer) {
    return text_value(*make_metric(metrics::builtin::all_metrics(), "json_field_match",
                                   Options::from_yaml("fields: " + fields, "task.yaml")),
                      answer, {reference});
  };
  EXPECT_EQ(chosen("b", R"({"b": {"c": 2}})"), 0.5);
  EXPECT_EQ(chosen("[a, b.c]", R"({"a": 1, "b": {"c": 0}})"), 0.5);
  EXPECT_EQ(chosen("[l.1.x]", R"({"l": [0, {"x": 6}]})"), 1.0);
  const auto metric = metric_of("json_field_match:fields=z");
  EXPECT_EQ(unscored_reason(score_text(*metric, "{}", {reference})), "a reference has none of the chosen fields");
}

TEST(JsonFieldMatch, NumbersMayDifferByATolerance) {
  EXPECT_EQ(text_value(*metric_of("json_field_match:tolerance=0.01"), R"({"x": 1.009})", {R"({"x": 1})"}), 1.0);
  EXPECT_EQ(text_value(*metric_of("json_field_match:tolerance=0.01"), R"({"x": 1.02})", {R"({"x": 1})"}), 0.0);
  EXPECT_EQ(text_value(*metric_of("json_field_match:relative_tolerance=0.1"), R"({"x": -108})", {R"({"x": -100})"}), 1.0);
  EXPECT_EQ(text_value(*metric_of("json_field_match:tolerance=5"), R"({"x": "1"})", {R"({"x": 1})"}), 0.0);
  EXPECT_THROW(metric_of("json_field_match:tolerance=-1"), Error);
}

TEST(JsonFieldMatch, TheReferenceMayBeAFieldOfTheRow) {
  const auto metric = metric_of("json_field_match");
  EXPECT_EQ(row_value(*metric, R"({"a": 1})", R"({"expected": {"a": 1, "b": 2}})"), 0.5);
  EXPECT_EQ(row_value(*metric, R"({"a": 1})", R"({"expected": "{\"a\": 1}"})"), 1.0);
  EXPECT_EQ(row_value(*metric_of("json_field_match:expected_field=gold"), "[1]", R"({"gold": [1]})"), 1.0);
}

TEST(JsonFieldMatch, TheBestOfSeveralReferencesCounts) {
  EXPECT_EQ(text_value(*metric_of("json_field_match"), R"({"a": 1})", {R"({"a": 2})", R"({"a": 1})"}), 1.0);
}

TEST(JsonFieldMatch, AnswerThatIsNoJsonHasNoField) {
  const Scored scored = score_text(*metric_of("json_field_match"), "a: 1", {R"({"a": 1})"});
  EXPECT_EQ(scored.value, 0.0);
  EXPECT_NE(scored.detail.find("not valid JSON"), std::string::npos);
  EXPECT_EQ(text_value(*metric_of("json_field_match:extract=first"), "Sure: {\"a\": 1}!", {R"({"a": 1})"}), 1.0);
}

TEST(JsonFieldMatch, SaysWhichFieldsAreWrong) {
  EXPECT_EQ(score_text(*metric_of("json_field_match"), R"({"b": {"c": 1}})", {R"({"a": 1, "b": {"c": 2}})"}).detail,
            "wrong or missing: a, b.c");
}

TEST(JsonFieldMatch, WithoutAReferenceOfFieldsIsUnscored) {
  const auto metric = metric_of("json_field_match");
  EXPECT_EQ(unscored_reason(score_text(*metric, "{}", {})), "no reference, and no field 'expected'");
  EXPECT_EQ(unscored_reason(score_text(*metric, "{}", {"{}"})), "a reference has no fields");
  EXPECT_EQ(unscored_reason(score_text(*metric, "{}", {"5"})), "a reference is integer; expected an object or a list");
  EXPECT_NE(unscored_reason(score_text(*metric, "{}", {"{"})), "");
}

TEST(JsonFieldMatch, HostileAnswersNeitherCrashNorScore) {
  const auto metric = metric_of("json_field_match");
  const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
  EXPECT_NE(unscored_reason(score_text(*metric, deep, {R"({"a": 1})"})), "");
  EXPECT_EQ(text_value(*metric, std::string(100'000, '{'), {R"({"a": 1})"}), 0.0);
  std::string many = "{";
  for (int i = 0; i < 20'000; ++i) many += "\"k" + std::to_string(i) + "\": 0, ";
  many += "\"a\": 1}";
  EXPECT_EQ(text_value(*metric, many, {many}), 1.0);
}

}  // namespace
}  // namespace assay::test
