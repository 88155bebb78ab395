#include "metrics/extract/canonical_json.h"

#include <gtest/gtest.h>

#include "tests/metrics/scoring.h"

namespace assay::metrics {
namespace {

std::string key(std::string_view text) { return canonical_key(json::parse(text, "value")); }

TEST(CanonicalKey, EqualValuesHaveEqualKeys) {
  EXPECT_EQ(key("1"), key("1.0"));
  EXPECT_EQ(key("0"), key("-0.0"));
  EXPECT_EQ(key("1e3"), key("1000"));
  EXPECT_EQ(key(R"({"a": 1, "b": [2, {"c": 3}]})"), key(R"({"b": [2.0, {"c": 3}], "a": 1})"));
  EXPECT_EQ(key("\"\\u00e9\""), key("\"\xC3\xA9\""));
}

TEST(CanonicalKey, OtherValuesHaveOtherKeys) {
  const std::vector<std::string> texts = {"null",
                                          "true",
                                          "false",
                                          "0",
                                          "1",
                                          "-1",
                                          "0.5",
                                          "1e300",
                                          "9007199254740993",
                                          "9007199254740992.0",
                                          "9223372036854775807",
                                          "9223372036854775808",
                                          "\"\"",
                                          "\"1\"",
                                          "\"null\"",
                                          "[]",
                                          "[1]",
                                          "[[1]]",
                                          "[1,1]",
                                          "[\"a,b\"]",
                                          "[\"a\",\"b\"]",
                                          R"(["a\",1:b"])",
                                          "{}",
                                          R"({"a":1})",
                                          R"({"a":[1]})",
                                          R"({"a":{"a":1}})",
                                          R"({"a":1,"b":1})",
                                          R"({"a":"1"})"};
  for (std::size_t i = 0; i < texts.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) EXPECT_NE(key(texts[i]), key(texts[j])) << texts[i] << " " << texts[j];
}

TEST(MemberIndex, FindsTheMembersOfSmallAndLargeObjects) {
  for (const int size : {0, 3, 100}) {
    Value object = Value::object();
    for (int i = 0; i < size; ++i) object.set("k" + std::to_string(i), i);
    const MemberIndex index(object);
    for (int i = 0; i < size; ++i) EXPECT_EQ(index.find("k" + std::to_string(i))->as_int(), i);
    EXPECT_EQ(index.find("absent"), nullptr);
  }
  const Value list = Value::array();
  EXPECT_EQ(MemberIndex(list).find("a"), nullptr);
}

}  // namespace
}  // namespace assay::metrics
