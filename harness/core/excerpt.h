#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "harness/core/value.h"

namespace assay {

/// A text from a file as a message shows it, on one line: control characters are escaped ("\n", "\x1B"), bytes that are not
/// ASCII stay, and what is longer than `max_bytes` is cut between characters and ends in "...".
std::string excerpt(std::string_view text, std::size_t max_bytes = 200);

/// The same of a value as one line of JSON.
std::string json_excerpt(const Value& value, std::size_t max_bytes = 80);

}  // namespace assay
