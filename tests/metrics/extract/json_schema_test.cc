#include "metrics/extract/json_schema.h"

#include <gtest/gtest.h>

#include "tests/metrics/scoring.h"

namespace assay::metrics {
namespace {

JsonSchema schema(std::string_view text) { return JsonSchema(json::parse(text, "schema"), "s.json"); }

std::string violation(std::string_view text, std::string_view value) {
  return schema(text).violation(json::parse(value, "value")).value_or("");
}

std::string error_of(std::string_view text) {
  try {
    schema(text);
  } catch (const Error& error) {
    return error.message();
  }
  return "";
}

TEST(JsonSchema, AgreesWithPythonsJsonschema) {
  const Value golden = test::read_json(test::test_data("golden/metrics/json_schema.json"));
  const Value::Array& values = golden.find("values")->as_array();
  ASSERT_GE(golden.find("cases")->size(), 400U);
  for (const Value& c : golden.find("cases")->as_array()) {
    const JsonSchema checked(c.as_array()[0], "schema");
    for (std::size_t i = 0; i < values.size(); ++i)
      EXPECT_EQ(!checked.violation(values[i]).has_value(), c.as_array()[1].as_string()[i] == '1')
          << json::dump(c.as_array()[0]) << " of " << json::dump(values[i]);
  }
}

TEST(JsonSchema, NamesTheFirstViolationAndItsPlace) {
  EXPECT_EQ(violation(R"({"properties": {"a": {"items": {"type": "integer"}}}})", R"({"a": [1, "x"]})"),
            "at /a/1: \"x\" is not of type integer");
  EXPECT_EQ(violation(R"({"required": ["a"]})", "{}"), "at the root: the member 'a' is missing");
  EXPECT_EQ(violation(R"({"type": ["number", "null"]})", "[1]"), "at the root: a list of 1 is not of type null or number");
  EXPECT_EQ(violation(R"({"additionalProperties": false})", R"({"b": 1})"), "at /b: nothing is allowed here");
  EXPECT_EQ(violation(R"({"maximum": 9007199254740992})", "9007199254740993"),
            "at the root: 9007199254740993 is over the maximum of 9007199254740992");
  EXPECT_EQ(violation(R"({"minItems": 2})", "[1]"), "at the root: 1 items instead of 2 or more");
  EXPECT_EQ(violation(R"({"oneOf": [true, true]})", "1"), "at the root: 1 is valid under 2 of oneOf");
}

TEST(JsonSchema, AnUnknownKeywordIsAnErrorThatNamesIt) {
  EXPECT_EQ(error_of(R"({"properties": {"a": {"requierd": ["b"]}}})"),
            "s.json: at /properties/a: the keyword 'requierd' is not known; did you mean 'required'?");
  for (const char* keyword :
       {"unevaluatedProperties", "unevaluatedItems", "$dynamicRef", "additionalItems", "nullable", "dependencies"})
    EXPECT_NE(error_of("{\"" + std::string(keyword) + "\": true}").find(keyword), std::string::npos) << keyword;
  EXPECT_EQ(error_of(R"({"x-order": 1, "format": "date", "$schema": "https://json-schema.org/draft/2020-12/schema"})"), "");
}

TEST(JsonSchema, RefusesAValueThatIsNoneOfTheKeyword) {
  for (const char* text : {"5",
                           R"({"type": "text"})",
                           R"({"type": []})",
                           R"({"minLength": -1})",
                           R"({"minItems": 1.5})",
                           R"({"multipleOf": 0})",
                           R"({"pattern": "("})",
                           R"({"patternProperties": {"(": true}})",
                           R"({"required": "a"})",
                           R"({"required": [1]})",
                           R"({"items": [true]})",
                           R"({"allOf": []})",
                           R"({"properties": []})",
                           R"({"not": 1})",
                           R"({"minimum": "1"})",
                           R"({"uniqueItems": 1})",
                           R"({"enum": 1})",
                           R"({"$ref": 1})",
                           R"({"$ref": "http://x/y"})",
                           R"({"$ref": "#a"})",
                           R"({"$ref": "#/$defs/none"})",
                           R"({"$ref": "#/allOf/7", "allOf": [true]})"})
    EXPECT_EQ(error_of(text).substr(0, 11), "s.json: at ") << text;
}

TEST(JsonSchema, CirclesAndExplosionsEnd) {
  EXPECT_THROW(violation(R"({"$ref": "#"})", "1"), Error);
  EXPECT_THROW(
      violation(
          R"({"$defs": {"a": {"anyOf": [{"$ref": "#/$defs/b"}]}, "b": {"not": {"$ref": "#/$defs/a"}}}, "$ref": "#/$defs/a"})",
          "1"),
      Error);
  std::string text = R"({"$ref": "#/$defs/d0", "$defs": {"d40": true)";
  for (int i = 0; i < 40; ++i) {
    const std::string next = "{\"$ref\": \"#/$defs/d" + std::to_string(i + 1) + "\"}";
    text += ", \"d" + std::to_string(i) + "\": {\"allOf\": [" + next + ", " + next + "]}";
  }
  EXPECT_THROW(violation(text + "}}", "1"), Error);
}

TEST(JsonSchema, DeepValuesAreChecked) {
  const std::string deep = std::string(199, '[') + "1" + std::string(199, ']');
  EXPECT_EQ(
      violation(
          R"({"anyOf": [{"$ref": "#/$defs/l"}, {"type": "integer"}], "$defs": {"l": {"type": "array", "items": {"$ref": "#"}}}})",
          deep),
      "");
  std::string circle = R"({"not": )";
  for (int i = 0; i < 150; ++i) circle += R"({"not": )";
  EXPECT_EQ(violation(circle + "true" + std::string(151, '}'), "1").substr(0, 11), "at the root");
}

TEST(JsonSchema, PatternThatBacktracksWithoutEndIsAnError) {
  EXPECT_THROW(violation(R"s({"pattern": "(x+x+)+[yz]"})s", "\"" + std::string(50'000, 'x') + "\""), Error);
}

}  // namespace
}  // namespace assay::metrics
