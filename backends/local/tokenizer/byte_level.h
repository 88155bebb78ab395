#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace assay::local {

/// The code point that stands for a byte in the vocabulary of a byte-level model: printable Latin-1 stands for itself,
/// the other 68 bytes for U+0100 and on.
/// Source: Radford et al. 2019 (GPT-2), the published `bytes_to_unicode` table.
const std::array<char32_t, 256>& byte_level_code_points();

/// Each byte of `bytes` as its code point, in UTF-8.
std::string to_byte_level(std::string_view bytes);

/// The bytes that a token's text stands for, or nullopt where one of its characters stands for no byte.
std::optional<std::string> from_byte_level(std::string_view token);

}  // namespace assay::local
