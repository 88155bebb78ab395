#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "harness/core/value.h"

namespace assay::local {

/// Typed members of an object of a model's JSON files. A member that is not there or null gives `otherwise`.
/// Throws: Error(kRuntime) that names `where` and the key for a member of another kind.
bool bool_field(const Value& object, std::string_view key, bool otherwise, std::string_view where);
std::int64_t int_field(const Value& object, std::string_view key, std::int64_t otherwise, std::string_view where);
std::string string_field(const Value& object, std::string_view key, std::string_view otherwise, std::string_view where);

/// A member that must be there.
/// Throws: Error(kRuntime) that names `where` and the key where it is not, or is of another kind.
std::string need_string(const Value& object, std::string_view key, std::string_view where);
std::int64_t need_int(const Value& object, std::string_view key, std::string_view where);
const Value::Array& need_array(const Value& object, std::string_view key, std::string_view where);
const Value::Object& need_object(const Value& object, std::string_view key, std::string_view where);

}  // namespace assay::local
