#pragma once

#include <optional>
#include <string_view>

#include "harness/core/value.h"

namespace assay::text {

/// The value of a Python literal, as `ast.literal_eval` reads it: strings (raw ones too, and several in a row), numbers,
/// True, False, None, lists, tuples, sets and dictionaries; a tuple or set becomes a list, a dictionary's key its text.
/// nullopt for anything else, for bytes and complex numbers, and for nesting over 100 levels.
std::optional<Value> parse_python_literal(std::string_view text);

}  // namespace assay::text
