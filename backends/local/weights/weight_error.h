#pragma once

#include <string>
#include <string_view>

namespace assay::local {

/// A name from a file between single quotes, fit for a message: bytes that are not printable ASCII appear as \\xNN and
/// what is longer than 96 bytes is cut, with its length.
std::string in_quotes(std::string_view name);

/// Refuses a file of weights with "FILE: message".
/// Throws: Error(kRuntime), always.
[[noreturn]] void refuse(std::string_view file, std::string_view message);

}  // namespace assay::local
