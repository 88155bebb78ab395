#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace assay::text::jinja {

/// Methods of Python's str that are more than a call of the standard library.

/// str.islower and str.isupper: at least one cased letter, and none of the other case.
bool all_lower(std::string_view text);
bool all_upper(std::string_view text);
/// Whether the text is not empty and every code point holds.
bool all_code_points(std::string_view text, bool (*holds)(char32_t));
/// str.strip(chars) at the chosen ends; `chars` is a set of code points.
std::string_view strip_chars(std::string_view text, std::string_view chars, bool left, bool right);
/// str.split(separator, limit) and str.rsplit; a negative limit is none. Requires: the separator is not empty.
std::vector<std::string> split_on(std::string_view text, std::string_view separator, std::int64_t limit);
std::vector<std::string> rsplit_on(std::string_view text, std::string_view separator, std::int64_t limit);
/// The same on white space.
std::vector<std::string> split_words(std::string_view text, std::int64_t limit);
std::vector<std::string> rsplit_words(std::string_view text, std::int64_t limit);
/// str.splitlines(keep_ends).
std::vector<std::string> split_lines(std::string_view text, bool keep_ends);
/// How large str.replace would make the text, and str.replace itself; a negative count is all.
std::size_t replaced_size(std::string_view text, std::string_view old_text, std::string_view new_text,
                          std::int64_t count);
std::string replace_text(std::string_view text, std::string_view old_text, std::string_view new_text,
                         std::int64_t count);

}  // namespace assay::text::jinja
