#include "harness/core/value.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

TEST(Value, ObjectsKeepTheOrderOfTheirMembers) {
  Value object = Value::object();
  object.set("b", 1);
  object.set("a", 2);
  object.set("b", 3);
  ASSERT_EQ(object.size(), 2u);
  EXPECT_EQ(object.as_object()[0].key, "b");
  EXPECT_EQ(object.find("b")->as_int(), 3);
  EXPECT_EQ(object.find("c"), nullptr);
}

TEST(Value, EqualityLooksAtContentNotOrderOrNumberKind) {
  Value a = Value::object();
  a.set("x", 1);
  a.set("y", Value::Array{Value(1), Value("z")});
  Value b = Value::object();
  b.set("y", Value::Array{Value(1.0), Value("z")});
  b.set("x", 1.0);
  EXPECT_EQ(a, b);
  b.set("x", 2);
  EXPECT_FALSE(a == b);
  EXPECT_FALSE(Value(1) == Value("1"));
  EXPECT_FALSE(Value(1) == Value(true));
}

TEST(Value, FindOnSomethingThatIsNoObjectIsNull) {
  EXPECT_EQ(Value("text").find("key"), nullptr);
  EXPECT_EQ(Value("text").size(), 0u);
}

TEST(ValueDeath, ReadingTheWrongKindIsABugThatStopsTheProgram) {
  EXPECT_DEATH(Value(1).as_string(), "internal check failed");
}

}  // namespace
}  // namespace assay
