#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace assay {

/// A dynamic value as JSON knows it: what a dataset row, a template's context or a file's metadata is made of.
/// Objects keep the order of their members. Integers beyond 64 signed bits become doubles.
class Value {
 public:
  struct Member;
  using Array = std::vector<Value>;
  using Object = std::vector<Member>;
  enum class Kind { kNull, kBool, kInt, kDouble, kString, kArray, kObject };

  Value();
  Value(std::nullptr_t);
  Value(bool v);
  Value(int v);
  Value(std::int64_t v);
  Value(double v);
  Value(const char* v);
  Value(std::string v);
  Value(std::string_view v);
  Value(Array v);
  Value(Object v);
  Value(const Value&);
  Value(Value&&) noexcept;
  Value& operator=(const Value&);
  Value& operator=(Value&&) noexcept;
  ~Value();

  static Value array() { return Value(Array{}); }
  static Value object();

  Kind kind() const { return static_cast<Kind>(data_.index()); }
  bool is_null() const { return kind() == Kind::kNull; }
  bool is_bool() const { return kind() == Kind::kBool; }
  bool is_int() const { return kind() == Kind::kInt; }
  bool is_double() const { return kind() == Kind::kDouble; }
  bool is_number() const { return is_int() || is_double(); }
  bool is_string() const { return kind() == Kind::kString; }
  bool is_array() const { return kind() == Kind::kArray; }
  bool is_object() const { return kind() == Kind::kObject; }

  /// The typed content. Requires: the value is of that kind (ASSAY_CHECK); `as_double` takes integers too.
  bool as_bool() const;
  std::int64_t as_int() const;
  double as_double() const;
  const std::string& as_string() const;
  const Array& as_array() const;
  Array& as_array();
  const Object& as_object() const;
  Object& as_object();

  /// The member of an object by its key, or nullptr: also where this is no object. Linear in the members.
  const Value* find(std::string_view key) const;
  Value* find(std::string_view key);
  /// Sets or replaces a member. Requires: this is an object (or null, which becomes one).
  Value& set(std::string_view key, Value value);
  /// Appends to an array. Requires: this is an array (or null, which becomes one).
  void push_back(Value value);
  /// Elements of an array, members of an object, else 0.
  std::size_t size() const;

  /// Structural equality; 1 and 1.0 are equal, objects are compared regardless of order.
  bool operator==(const Value& other) const;

 private:
  std::variant<std::monostate, bool, std::int64_t, double, std::string, Array, Object> data_;
};

struct Value::Member {
  std::string key;
  Value value;
};

/// "null", "boolean", "integer", "number", "string", "list" or "object": for messages to a person.
std::string_view kind_name(const Value& value);

}  // namespace assay
