#include <gtest/gtest.h>

#include "tests/metrics/fields.h"

namespace assay::test {
namespace {

constexpr std::string_view kRow =
    R"({"schema": {"type": "object", "required": ["a"], "properties": {"a": {"type": "integer"}}}})";

TEST(JsonSchemaMatch, TakesTheSchemaOfTheRow) {
  const auto metric = metric_of("json_schema_match");
  EXPECT_EQ(row_value(*metric, R"({"a": 1})", kRow), 1.0);
  EXPECT_EQ(row_value(*metric, R"({"a": "1"})", kRow), 0.0);
  EXPECT_EQ(row_value(*metric, "a: 1", kRow), 0.0);
  EXPECT_EQ(row_value(*metric_of("json_schema_match:extract=fence"), "```json\n{\"a\": 1}\n```", kRow), 1.0);
  EXPECT_EQ(row_value(*metric_of("json_schema_match:schema_field=s"), "1", R"({"s": "{\"type\": \"integer\"}"})"), 1.0);
  EXPECT_EQ(row_value(*metric, "1", R"({"schema": false})"), 0.0);
  EXPECT_EQ(score_row(*metric, {"{}"}, kRow).detail, "at the root: the member 'a' is missing");
}

TEST(JsonSchemaMatch, TakesTheSchemaOfAFile) {
  const TempFolder folder;
  const std::string path = folder.write("s.json", R"({"type": "integer", "minimum": 3})");
  const auto metric = metric_of("json_schema_match:schema=" + path);
  EXPECT_EQ(text_value(*metric, "5", {}), 1.0);
  EXPECT_EQ(text_value(*metric, "2", {}), 0.0);
  // The signature is of what is in the file: white space and the order of keywords are no matter.
  const std::string same = folder.write("t.json", R"({"minimum":3, "type":"integer"})");
  EXPECT_EQ(metric->signature(), metric_of("json_schema_match:schema=" + same)->signature());
  EXPECT_EQ(metric->signature().substr(0, 20), "extract:none|schema:");
}

TEST(JsonSchemaMatch, ABrokenSchemaInAFileIsAnErrorOfTheConfiguration) {
  const TempFolder folder;
  EXPECT_THROW(metric_of("json_schema_match:schema=" + folder.path() + "/none.json"), Error);
  EXPECT_THROW(metric_of("json_schema_match:schema=" + folder.path()), Error);
  EXPECT_THROW(metric_of("json_schema_match:schema=" + folder.write("a.json", "{")), Error);
  EXPECT_THROW(metric_of("json_schema_match:schema=" + folder.write("b.json", R"({"unevaluatedItems": false})")), Error);
}

TEST(JsonSchemaMatch, ASampleWithoutAUsableSchemaIsUnscored) {
  const auto metric = metric_of("json_schema_match");
  EXPECT_EQ(unscored_reason(score_row(*metric, {"1"}, "{}")), "no schema: neither the option 'schema' nor a field 'schema'");
  EXPECT_EQ(unscored_reason(score_row(*metric, {"1"}, R"({"schema": {"typ": "integer"}})")),
            "field 'schema': at the root: the keyword 'typ' is not known; did you mean 'type'?");
  EXPECT_EQ(unscored_reason(score_row(*metric, {"1"}, R"({"schema": {"$ref": "#"}})")),
            "the schema's references go in a circle");
}

TEST(JsonSchemaMatch, RowIsTheMeanOfTheEpochs) {
  const Scored scored = score_row(*metric_of("json_schema_match"), {R"({"a": 1})", "{}"}, kRow);
  EXPECT_EQ(std::get<StatsRow>(scored.row), (StatsRow{0.5, 2.0, 0.5}));
}

}  // namespace
}  // namespace assay::test
