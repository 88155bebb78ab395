#include "harness/core/json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "harness/core/bounded_json.h"
#include "harness/core/error.h"

namespace assay {
namespace {

TEST(Json, RoundTripsDoublesBitExactly) {
  for (double x : {0.1, 1.0 / 3.0, -1e-300, 5e-324, 1.7976931348623157e308, 42.0}) {
    const Value back = json::parse(json::dump(Value(x)), "test");
    EXPECT_EQ(back.as_double(), x);
  }
}

TEST(Json, WritesWhatIsNotANumberAsNull) {
  EXPECT_EQ(json::dump(Value(std::nan(""))), "null");
  EXPECT_EQ(json::dump(Value(INFINITY)), "null");
}

TEST(Json, CanonicalFormDoesNotDependOnTheOrderOfMembers) {
  EXPECT_EQ(json::dump_canonical(json::parse(R"({"b":1,"a":{"d":2,"c":[]}})", "t")),
            json::dump_canonical(json::parse(R"({"a":{"c":[],"d":2},"b":1})", "t")));
}

TEST(Json, TheLastOfEqualKeysWins) {
  EXPECT_EQ(json::dump(json::parse(R"({"a":1,"b":2,"a":3})", "t")), R"({"b":2,"a":3})");
}

TEST(Json, TheLastOfEqualKeysWinsInALargeObjectToo) {
  std::string text = "{\"a\":0";
  for (int i = 0; i < 40; ++i) text += ",\"k" + std::to_string(i) + "\":1";
  const Value value = json::parse(text + ",\"a\":2}", "t");
  EXPECT_EQ(value.size(), 41u);
  EXPECT_EQ(value.find("a")->as_int(), 2);
}

TEST(Json, NamesThePlaceOfASyntaxError) {
  try {
    json::parse("{\"a\": 1,, }", "data.jsonl:7");
    FAIL() << "accepted";
  } catch (const Error& e) {
    EXPECT_NE(e.message().find("data.jsonl:7: not valid JSON at byte 9"), std::string::npos) << e.message();
  }
}

TEST(Json, RefusesHostileNestingWithoutOverflowingTheStack) {
  EXPECT_THROW(json::parse(std::string(1'000'000, '['), "t"), Error);
  EXPECT_THROW(json::parse(std::string(300, '[') + std::string(300, ']'), "t"), Error);
  EXPECT_NO_THROW(json::parse(std::string(150, '[') + std::string(150, ']'), "t"));
}

TEST(Json, IntegersBeyondSixtyFourBitsBecomeDoubles) {
  EXPECT_TRUE(json::parse("9223372036854775807", "t").is_int());
  EXPECT_TRUE(json::parse("9223372036854775808", "t").is_double());
}

TEST(Json, CountsItsValuesWhereTheyAreBounded) {
  EXPECT_EQ(json::parse_at_most("[1, {\"a\": 2}]", "x", 4).size(), 2u);
  try {
    json::parse_at_most("[1, 2, 3, 4]", "f:1", 3);
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("more than 3 values"));
  }
}

TEST(Json, ReplacesBytesThatAreNotUtf8WhenWriting) {
  EXPECT_EQ(json::dump(Value("a\xff" "b")), "\"a\xEF\xBF\xBD" "b\"");
}

}  // namespace
}  // namespace assay
