#pragma once

#include <string>
#include <string_view>

#include "harness/core/value.h"

namespace assay::json {

/// Parses one JSON document. Nesting is limited to 200 levels; of equal keys in an object the last one wins.
/// Throws: Error(kData) that names `where` (a file, or file:line) and the byte offset.
Value parse(std::string_view text, std::string_view where);

/// One line of JSON. NaN and infinities become null; strings that are not UTF-8 have each bad byte replaced by U+FFFD.
std::string dump(const Value& value);

/// JSON indented by `indent` spaces, for people.
std::string dump_pretty(const Value& value, int indent = 2);

/// One line of JSON with the members of every object sorted by key: equal values give equal bytes, so it can be hashed.
std::string dump_canonical(const Value& value);

}  // namespace assay::json
