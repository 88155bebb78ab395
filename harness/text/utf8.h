#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace assay::text {

/// Decodes one code point at `pos` and moves past it. A byte that starts no valid sequence gives U+FFFD and moves by one
/// (or past the maximal invalid prefix, as Python's errors="replace" does). Requires: pos < text.size().
char32_t next_code_point(std::string_view text, std::size_t& pos);

/// All code points; invalid bytes as in `next_code_point`.
std::u32string decode_utf8(std::string_view text);
std::string encode_utf8(std::u32string_view code_points);
void append_utf8(std::string& out, char32_t code_point);

/// Strict: no overlong forms, surrogates or values over U+10FFFF.
bool is_valid_utf8(std::string_view text);
/// The byte offset of the first invalid byte, or npos.
std::size_t find_invalid_utf8(std::string_view text);
/// How many bytes at the end of `text` begin a sequence that is not finished yet (0..3): keep them back when streaming.
std::size_t incomplete_utf8_tail(std::string_view text);
/// Number of code points.
std::size_t count_code_points(std::string_view text);

}  // namespace assay::text
