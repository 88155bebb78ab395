#pragma once

#include <string_view>

namespace assay::metrics {

/// Whether Python's json.loads takes the text: RFC 8259 and NaN, Infinity and -Infinity; lone surrogates may be escaped, but
/// an integer of more than 4300 digits is refused, as is a byte order mark. Any depth of nesting is taken.
bool is_python_json(std::string_view text);

}  // namespace assay::metrics
