#pragma once

#include <string>
#include <string_view>

namespace assay::text {

/// Appends Python's repr() of a str: in quotes, with escapes for what is not printable.
void append_repr(std::string& out, std::string_view text);

}  // namespace assay::text
