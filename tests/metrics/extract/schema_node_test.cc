#include "metrics/extract/schema_node.h"

#include <gtest/gtest.h>

#include "tests/metrics/scoring.h"

namespace assay::metrics {
namespace {

TEST(ReadSchema, ASchemaIsReadOnceHoweverOftenItIsMeant) {
  const Value schema =
      json::parse(R"({"$defs": {"a": {"properties": {"x": {"$ref": "#/$defs/a"}}}}, "items": {"$ref": "#/$defs/a"},
      "not": {"$ref": "#/$defs/a"}})",
                  "");
  const SchemaNodes nodes = read_schema(schema, "s");
  // The root, items, not, a and x.
  EXPECT_EQ(nodes.size(), 5U);
  EXPECT_EQ(nodes[*nodes[0].items].reference, nodes[*nodes[0].not_schema].reference);
}

TEST(ReadSchema, UnusedDefinitionsAreNotRead) {
  EXPECT_EQ(read_schema(json::parse(R"({"$defs": {"a": {"unknown": 1}}})", ""), "s").size(), 1U);
}

TEST(ReadSchema, ANumberIsAlsoAnInteger) {
  EXPECT_EQ(read_schema(json::parse(R"({"type": "number"})", ""), "s")[0].types, kTypeNumber | kTypeInteger);
  EXPECT_EQ(read_schema(json::parse(R"({"type": ["integer", "null"]})", ""), "s")[0].types, kTypeInteger | kTypeNull);
}

}  // namespace
}  // namespace assay::metrics
