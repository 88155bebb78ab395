#include "backends/local/model/metadata_fields.h"

#include <fmt/core.h>

#include <cmath>

#include "harness/core/error.h"
#include "harness/core/json.h"

namespace assay::local {
namespace {

// A list of a hundred thousand tokens is no help in a message.
std::string shown(const Value& value) {
  std::string text = json::dump(value);
  if (text.size() > 60) text = text.substr(0, 57) + "...";
  return text;
}

}  // namespace

const Value* MetadataFields::find(std::string_view key) const {
  const Value* value = object_.find(prefix_ + std::string(key));
  return value == nullptr || value->is_null() ? nullptr : value;
}

void MetadataFields::fail(std::string_view key, std::string_view value, std::string_view expected) const {
  throw Error(ErrorKind::kRuntime,
              fmt::format("{}: {}{}{} is {}; expected {}", file_, shown_prefix_, prefix_, key, value, expected));
}

std::optional<std::int64_t> MetadataFields::maybe_integer(std::string_view key, std::int64_t low,
                                                          std::int64_t high) const {
  const Value* value = find(key);
  if (value == nullptr) return std::nullopt;
  const std::string expected = fmt::format("an integer in {}..{}", low, high);
  if (!value->is_int() || value->as_int() < low || value->as_int() > high) fail(key, shown(*value), expected);
  return value->as_int();
}

std::int64_t MetadataFields::integer(std::string_view key, std::int64_t low, std::int64_t high) const {
  const auto value = maybe_integer(key, low, high);
  if (!value) fail(key, "missing", fmt::format("an integer in {}..{}", low, high));
  return *value;
}

std::optional<double> MetadataFields::maybe_number(std::string_view key, double low, double high) const {
  const Value* value = find(key);
  if (value == nullptr) return std::nullopt;
  const std::string expected = fmt::format("a number in {}..{}", low, high);
  if (!value->is_number() || !(value->as_double() >= low && value->as_double() <= high))
    fail(key, shown(*value), expected);
  return value->as_double();
}

double MetadataFields::number(std::string_view key, double low, double high) const {
  const auto value = maybe_number(key, low, high);
  if (!value) fail(key, "missing", fmt::format("a number in {}..{}", low, high));
  return *value;
}

std::optional<bool> MetadataFields::maybe_flag(std::string_view key) const {
  const Value* value = find(key);
  if (value == nullptr) return std::nullopt;
  if (!value->is_bool()) fail(key, shown(*value), "true or false");
  return value->as_bool();
}

std::optional<std::string> MetadataFields::maybe_text(std::string_view key) const {
  const Value* value = find(key);
  if (value == nullptr) return std::nullopt;
  if (!value->is_string()) fail(key, shown(*value), "a text");
  return value->as_string();
}

const Value* MetadataFields::maybe_object(std::string_view key) const {
  const Value* value = find(key);
  if (value != nullptr && !value->is_object()) fail(key, shown(*value), "an object");
  return value;
}

}  // namespace assay::local
