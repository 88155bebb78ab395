#pragma once

#include <cstddef>
#include <string_view>

#include "harness/core/value.h"

namespace assay::json {

/// `parse` for text from anywhere: a value takes 40 bytes or more, so a document of a few bytes a value takes twenty times
/// its size in memory. Throws: Error(kData) as `parse` does, and for more than `max_values` numbers, texts, lists and objects.
Value parse_at_most(std::string_view text, std::string_view where, std::size_t max_values);

}  // namespace assay::json
