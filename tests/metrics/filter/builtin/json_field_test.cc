#include "tests/metrics/filter/filtering.h"

namespace assay::test {
namespace {

using ::testing::HasSubstr;

TEST(JsonFieldFilter, GivesAFieldAsText) {
  EXPECT_EQ(one("function: json_field\npath: answer", "Here: {\"answer\": \"B\", \"n\": 1} done"), "B");
  EXPECT_EQ(one("function: json_field\npath: a.b", R"({"a": {"b": [1, "x"]}})"), R"([1,"x"])");
  EXPECT_EQ(one("function: json_field\npath: items.1.n", R"({"items": [{"n": 1}, {"n": 2.5}]})"), "2.5");
  EXPECT_EQ(one("function: json_field\npath: a.b", R"({"a.b": true})"), "true");
  EXPECT_EQ(one("function: json_field\npath: answer\nextract: fence", "{\"answer\": 1}\n```json\n{\"answer\": 2}\n```"),
            "2");
}

TEST(JsonFieldFilter, NoJsonNoFieldAndNullAreParseFailures) {
  EXPECT_EQ(one("function: json_field\npath: answer", "no JSON"), "FELL BACK: [invalid]");
  EXPECT_EQ(one("function: json_field\npath: answer", R"({"answers": 1})"), "FELL BACK: [invalid]");
  EXPECT_EQ(one("function: json_field\npath: answer", R"({"answer": null})"), "FELL BACK: [invalid]");
  EXPECT_EQ(one("function: json_field\npath: a.7", R"({"a": [1]})"), "FELL BACK: [invalid]");
  EXPECT_EQ(one("function: json_field\npath: a.-1", R"({"a": [1]})"), "FELL BACK: [invalid]");
}

TEST(JsonFieldFilter, WhatCannotBeHeldIsUnscored) {
  const std::string deep = "{\"answer\": " + std::string(1000, '[') + std::string(1000, ']') + "}";
  EXPECT_THAT(one("function: json_field\npath: answer", deep), HasSubstr("UNSCORED: "));
}

TEST(JsonFieldFilter, NeedsAPath) {
  EXPECT_THAT(refusal("function: json_field"), HasSubstr("'path' is missing"));
  EXPECT_THAT(refusal("function: json_field\npath: ''"), HasSubstr("empty"));
}

}  // namespace
}  // namespace assay::test
