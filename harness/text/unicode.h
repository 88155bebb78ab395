#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace assay::text {

/// Unicode general categories of one code point (L*, N*, P*, S*, M*), from utf8proc.
bool is_letter(char32_t c);
bool is_number(char32_t c);       ///< Nd, Nl, No
bool is_decimal_digit(char32_t c);///< Nd
bool is_punctuation(char32_t c);  ///< P*
bool is_symbol(char32_t c);       ///< S*
bool is_mark(char32_t c);         ///< M*
bool is_control(char32_t c);      ///< Cc, Cf, Co, Cs
bool is_upper(char32_t c);        ///< the Uppercase property (Lu and Other_Uppercase), as Python's str.isupper
bool is_lower(char32_t c);        ///< the Lowercase property (Ll and Other_Lowercase), as Python's str.islower
/// What Python's str.isspace and str.split() take as white space.
bool is_space(char32_t c);
/// What a regular expression's \s takes under Unicode: the White_Space property.
bool is_white_space(char32_t c);
/// U+4E00..9FFF and the other blocks that BERT's tokenizer and sacreBLEU's `zh` call Chinese are each defined where used.

/// Full lower and upper case of a text, as Python's str.lower and str.upper (final sigma and special casing included).
std::string to_lower(std::string_view text);
std::string to_upper(std::string_view text);
/// Python's str.title: each letter that follows no letter in title case, the others in lower case.
std::string to_title(std::string_view text);
/// Python's str.capitalize: the first code point in title case, the others in lower case.
std::string capitalize(std::string_view text);

/// Strips white space (Python's str.strip without arguments) from both ends.
std::string_view strip(std::string_view text);
std::string_view lstrip(std::string_view text);
std::string_view rstrip(std::string_view text);
/// Python's str.split() without arguments.
std::vector<std::string> split_white_space(std::string_view text);

}  // namespace assay::text
