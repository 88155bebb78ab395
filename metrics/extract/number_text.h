#pragma once

#include <string>
#include <string_view>

namespace assay::metrics {

/// A space that parts groups of digits but no words: no-break and thin spaces, and LaTeX's `\,`.
inline constexpr char32_t kThinSpace = 0x2009;
inline constexpr char32_t kDegreeSign = 0xB0;
inline constexpr char32_t kTimesSign = 0xD7;

/// The text with one spelling for what numbers are written with: ASCII digits, '-' for dashes and minus signs, '/' for
/// fraction slashes, `1/2` for a vulgar fraction, `^2` for superscripts, and LaTeX's `\frac{1}{2}`, `\times`, `\%`, `{,}`,
/// `^\circ` and `\text{..}` undone. What is no part of a number stays as it is. Linear in the text.
std::u32string plain_number_text(std::string_view text);

constexpr bool is_ascii_letter(char32_t c) { return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z'); }

}  // namespace assay::metrics
