#include "backends/local/tokenizer/json_fields.h"

#include <fmt/core.h>

#include "harness/core/error.h"

namespace assay::local {
namespace {

[[noreturn]] void wrong(const Value* found, std::string_view key, std::string_view wanted, std::string_view where) {
  if (found == nullptr) throw Error(ErrorKind::kRuntime, fmt::format("{}: '{}' is missing", where, key));
  throw Error(ErrorKind::kRuntime, fmt::format("{}: '{}' is {}; expected {}", where, key, kind_name(*found), wanted));
}

const Value* present(const Value& object, std::string_view key) {
  const Value* value = object.find(key);
  return value == nullptr || value->is_null() ? nullptr : value;
}

}  // namespace

bool bool_field(const Value& object, std::string_view key, bool otherwise, std::string_view where) {
  const Value* value = present(object, key);
  if (value == nullptr) return otherwise;
  if (!value->is_bool()) wrong(value, key, "a boolean", where);
  return value->as_bool();
}

std::int64_t int_field(const Value& object, std::string_view key, std::int64_t otherwise, std::string_view where) {
  const Value* value = present(object, key);
  if (value == nullptr) return otherwise;
  if (!value->is_int()) wrong(value, key, "an integer", where);
  return value->as_int();
}

std::string string_field(const Value& object, std::string_view key, std::string_view otherwise,
                         std::string_view where) {
  const Value* value = present(object, key);
  if (value == nullptr) return std::string(otherwise);
  if (!value->is_string()) wrong(value, key, "a string", where);
  return value->as_string();
}

std::string need_string(const Value& object, std::string_view key, std::string_view where) {
  const Value* value = object.find(key);
  if (value == nullptr || !value->is_string()) wrong(value, key, "a string", where);
  return value->as_string();
}

std::int64_t need_int(const Value& object, std::string_view key, std::string_view where) {
  const Value* value = object.find(key);
  if (value == nullptr || !value->is_int()) wrong(value, key, "an integer", where);
  return value->as_int();
}

const Value::Array& need_array(const Value& object, std::string_view key, std::string_view where) {
  const Value* value = object.find(key);
  if (value == nullptr || !value->is_array()) wrong(value, key, "a list", where);
  return value->as_array();
}

const Value::Object& need_object(const Value& object, std::string_view key, std::string_view where) {
  const Value* value = object.find(key);
  if (value == nullptr || !value->is_object()) wrong(value, key, "an object", where);
  return value->as_object();
}

}  // namespace assay::local
