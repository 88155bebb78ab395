#pragma once

#include <string_view>

#include "harness/core/value.h"

namespace assay::json {

/// The most levels that lists and objects may be nested.
inline constexpr std::size_t kMaxDepth = 200;

/// Reads one JSON document in one pass, straight into a value. False for everything that it does not take: text that is not
/// JSON, and rare forms that are left to the thorough parser (a byte order mark, numbers too small for a double). What it
/// takes, that parser takes too and makes the same value of it.
bool scan(std::string_view text, Value& value);

/// Of equal keys in an object keeps the last.
void drop_repeated_keys(Value::Object& members);

}  // namespace assay::json
