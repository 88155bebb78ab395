#pragma once

#include <string>
#include <string_view>

namespace assay::text::jinja {

/// The content of a string literal between its quotes, with Python's escapes replaced. Unknown escapes stay as written.
/// Throws: Failure for a broken \x, \u, \U or for \N.
std::string unescape_literal(std::string_view body);

}  // namespace assay::text::jinja
