#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "harness/core/value.h"
#include "harness/text/regex.h"

namespace assay::metrics {

/// The number of a schema in `SchemaNodes`.
using SchemaId = std::size_t;

/// A set of the types of JSON Schema, one bit each.
enum SchemaType : std::uint8_t {
  kTypeNull = 1,
  kTypeBoolean = 2,
  kTypeInteger = 4,
  kTypeNumber = 8,
  kTypeString = 16,
  kTypeArray = 32,
  kTypeObject = 64,
};

/// The keywords of one schema, read and checked; absent ones are empty.
struct SchemaNode {
  std::optional<bool> constant;  ///< the schemas `true` and `false`

  std::uint8_t types = 0;  ///< of SchemaType; 0 for any
  std::optional<std::unordered_set<std::string>> one_of_values;  ///< canonical keys of `enum`
  std::optional<std::string> const_key;

  std::optional<Value> minimum, maximum, exclusive_minimum, exclusive_maximum, multiple_of;  ///< numbers
  std::optional<double> min_length, max_length, min_items, max_items, min_properties, max_properties;
  std::optional<double> min_contains, max_contains;
  std::optional<text::Regex> pattern;
  std::string pattern_text;
  bool unique_items = false;

  std::vector<std::string> required;
  std::vector<std::pair<std::string, std::vector<std::string>>> dependent_required;
  std::vector<std::pair<std::string, SchemaId>> properties;
  std::unordered_set<std::string> property_names_known;  ///< the keys of `properties`
  std::vector<std::pair<text::Regex, SchemaId>> pattern_properties;
  std::optional<SchemaId> additional_properties, property_names;
  std::vector<std::pair<std::string, SchemaId>> dependent_schemas;

  std::vector<SchemaId> prefix_items;
  std::optional<SchemaId> items, contains;
  std::vector<SchemaId> all_of, any_of, one_of;
  std::optional<SchemaId> not_schema, if_schema, then_schema, else_schema, reference;
};

/// The schemas of one document, each by its number; the whole is 0.
using SchemaNodes = std::vector<SchemaNode>;

/// Reads a schema and all within it. Throws: Error(kConfig), as the constructor of JsonSchema.
SchemaNodes read_schema(const Value& schema, std::string_view where);

}  // namespace assay::metrics
