#include "harness/core/value.h"

#include <algorithm>
#include <utility>

#include "harness/core/check.h"

namespace assay {

Value::Value() = default;
Value::Value(std::nullptr_t) {}
Value::Value(bool v) : data_(v) {}
Value::Value(int v) : data_(static_cast<std::int64_t>(v)) {}
Value::Value(std::int64_t v) : data_(v) {}
Value::Value(double v) : data_(v) {}
Value::Value(const char* v) : data_(std::string(v)) {}
Value::Value(std::string v) : data_(std::move(v)) {}
Value::Value(std::string_view v) : data_(std::string(v)) {}
Value::Value(Array v) : data_(std::move(v)) {}
Value::Value(Object v) : data_(std::move(v)) {}
Value::Value(const Value&) = default;
Value::Value(Value&&) noexcept = default;
Value& Value::operator=(const Value&) = default;
Value& Value::operator=(Value&&) noexcept = default;
Value::~Value() = default;

Value Value::object() { return Value(Object{}); }

bool Value::as_bool() const {
  ASSAY_CHECK(is_bool());
  return std::get<bool>(data_);
}

std::int64_t Value::as_int() const {
  ASSAY_CHECK(is_int());
  return std::get<std::int64_t>(data_);
}

double Value::as_double() const {
  ASSAY_CHECK(is_number());
  return is_int() ? static_cast<double>(std::get<std::int64_t>(data_)) : std::get<double>(data_);
}

const std::string& Value::as_string() const {
  ASSAY_CHECK(is_string());
  return std::get<std::string>(data_);
}

const Value::Array& Value::as_array() const {
  ASSAY_CHECK(is_array());
  return std::get<Array>(data_);
}

Value::Array& Value::as_array() {
  ASSAY_CHECK(is_array());
  return std::get<Array>(data_);
}

const Value::Object& Value::as_object() const {
  ASSAY_CHECK(is_object());
  return std::get<Object>(data_);
}

Value::Object& Value::as_object() {
  ASSAY_CHECK(is_object());
  return std::get<Object>(data_);
}

const Value* Value::find(std::string_view key) const {
  if (!is_object()) return nullptr;
  for (const Member& member : std::get<Object>(data_))
    if (member.key == key) return &member.value;
  return nullptr;
}

Value* Value::find(std::string_view key) { return const_cast<Value*>(std::as_const(*this).find(key)); }

Value& Value::set(std::string_view key, Value value) {
  if (is_null()) data_ = Object{};
  if (Value* old = find(key)) return *old = std::move(value);
  as_object().push_back({std::string(key), std::move(value)});
  return as_object().back().value;
}

void Value::push_back(Value value) {
  if (is_null()) data_ = Array{};
  as_array().push_back(std::move(value));
}

std::size_t Value::size() const {
  if (is_array()) return as_array().size();
  if (is_object()) return as_object().size();
  return 0;
}

bool Value::operator==(const Value& other) const {
  if (is_number() && other.is_number()) {
    if (is_int() && other.is_int()) return as_int() == other.as_int();
    return as_double() == other.as_double();
  }
  if (kind() != other.kind()) return false;
  if (is_array()) return as_array() == other.as_array();
  if (!is_object()) return data_.index() == 0 || (is_bool() ? as_bool() == other.as_bool() : as_string() == other.as_string());
  const Object& mine = as_object();
  if (mine.size() != other.as_object().size()) return false;
  return std::all_of(mine.begin(), mine.end(), [&](const Member& member) {
    const Value* theirs = other.find(member.key);
    return theirs != nullptr && member.value == *theirs;
  });
}

std::string_view kind_name(const Value& value) {
  switch (value.kind()) {
    case Value::Kind::kNull: return "null";
    case Value::Kind::kBool: return "boolean";
    case Value::Kind::kInt: return "integer";
    case Value::Kind::kDouble: return "number";
    case Value::Kind::kString: return "string";
    case Value::Kind::kArray: return "list";
    case Value::Kind::kObject: return "object";
  }
  return "?";
}

}  // namespace assay
