#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace assay::reports {

/// A field of CSV (RFC 4180): one with a quote, comma or line end is quoted, its quotes doubled. A NUL, which no reader
/// of CSV takes, becomes U+FFFD.
std::string csv_field(std::string_view text);

/// All digits of a number, nothing where it is undefined.
std::string csv_number(const std::optional<double>& value);

}  // namespace assay::reports
