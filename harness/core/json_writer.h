#pragma once

#include <string>

#include "harness/core/value.h"

namespace assay::json {

/// How a value is written.
struct WriteStyle {
  int indent = -1;      ///< spaces a level; below 0 all is one line
  bool sorted = false;  ///< the members of every object by key
};

/// Appends `value` to `out` as nlohmann::ordered_json::dump writes it, its replacement of bytes that are not UTF-8 included.
void write(std::string& out, const Value& value, WriteStyle style);

/// Appends a finite double as nlohmann::json writes it. It is not always the shortest form, and ids of rows depend on it.
void write_double(std::string& out, double value);

}  // namespace assay::json
