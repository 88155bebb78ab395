#include "harness/text/regex_pattern.h"

namespace assay::text {

namespace {

constexpr std::string_view kSpaceRanges =
    R"(\x09-\x0d\x20\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000})";
constexpr std::string_view kNotSpaceRanges =
    R"(\x00-\x08\x0e-\x1f\x21-\x{84}\x{86}-\x{9f}\x{a1}-\x{167f}\x{1681}-\x{1fff}\x{200b}-\x{2027}\x{202a}-\x{202e})"
    R"(\x{2030}-\x{205e}\x{2060}-\x{2fff}\x{3001}-\x{10ffff})";

// str.isspace has the separators U+001C..U+001F besides.
constexpr std::string_view kPythonSpaceRanges =
    R"(\x09-\x0d\x1c-\x20\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000})";
constexpr std::string_view kPythonNotSpaceRanges =
    R"(\x00-\x08\x0e-\x1b\x21-\x{84}\x{86}-\x{9f}\x{a1}-\x{167f}\x{1681}-\x{1fff}\x{200b}-\x{2027}\x{202a}-\x{202e})"
    R"(\x{2030}-\x{205e}\x{2060}-\x{2fff}\x{3001}-\x{10ffff})";

/// The length of a quantifier "{,n}" at `from`; 0 where there is none.
std::size_t open_quantifier(std::string_view pattern, std::size_t from) {
  if (!pattern.substr(from).starts_with("{,")) return 0;
  const std::size_t end = pattern.find_first_not_of("0123456789", from + 2);
  return end != pattern.npos && pattern[end] == '}' ? end + 1 - from : 0;
}

/// The length of a "(?aiu)" at `from`, flags before its last bracket that have an 'u' among them; 0 where there is none.
std::size_t unicode_flags(std::string_view pattern, std::size_t from) {
  if (!pattern.substr(from).starts_with("(?")) return 0;
  const std::size_t end = pattern.find_first_not_of("imsux", from + 2);
  if (end == pattern.npos || (pattern[end] != ')' && pattern[end] != ':')) return 0;
  return pattern.substr(from, end - from).find('u') == pattern.npos ? 0 : end - from;
}

bool are_hex_digits(std::string_view text, std::size_t from, std::size_t count) {
  if (text.size() < from + count) return false;
  return text.substr(from, count).find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

}  // namespace

std::string to_pcre2_pattern(std::string_view pattern, bool unicode, bool python) {
  const std::string_view space_ranges = python ? kPythonSpaceRanges : kSpaceRanges;
  const std::string_view not_space_ranges = python ? kPythonNotSpaceRanges : kNotSpaceRanges;
  std::string out;
  out.reserve(pattern.size());
  bool in_class = false;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    if (c != '\\' || i + 1 == pattern.size()) {
      if (python && !in_class) {
        if (const std::size_t length = open_quantifier(pattern, i); length > 0) {
          out += "{0";
          out += pattern.substr(i + 1, length - 1);
          i += length - 1;
          continue;
        }
        // Unicode is what a text's pattern has anyway.
        if (const std::size_t length = unicode_flags(pattern, i); length > 0) {
          for (const char flag : pattern.substr(i, length))
            if (flag != 'u') out += flag;
          i += length - 1;
          continue;
        }
      }
      if (python && in_class && c == '[') {
        out += "\\[";
        continue;
      }
      out += c;
      if (in_class) {
        // A POSIX name such as [:alpha:] has a bracket of its own.
        const std::size_t end = c == '[' && pattern.substr(i + 1, 1) == ":" ? pattern.find(":]", i + 2) : pattern.npos;
        if (end != pattern.npos && pattern.substr(i + 2, end - i - 2).find_first_of("[]\\") == pattern.npos) {
          out += pattern.substr(i + 1, end + 1 - i);
          i = end + 1;
        } else if (c == ']') {
          in_class = false;
        }
      } else if (c == '[') {
        in_class = true;
        if (pattern.substr(i + 1, 1) == "^") out += pattern[++i];
        if (pattern.substr(i + 1, 1) == "]") out += pattern[++i];
      }
      continue;
    }
    const char escaped = pattern[++i];
    if (escaped == 'Z' && !in_class) {
      out += "\\z";
    } else if (escaped == 'Q') {
      // Literal up to \E: nothing in it is an escape.
      const std::size_t end = pattern.find("\\E", i + 1);
      const std::size_t stop = end == pattern.npos ? pattern.size() : end + 2;
      out += '\\';
      out += pattern.substr(i, stop - i);
      i = stop - 1;
    } else if (python && escaped == 'v') {
      out += "\\x0b";
    } else if (unicode && (escaped == 's' || escaped == 'S')) {
      const std::string_view ranges = escaped == 's' ? space_ranges : not_space_ranges;
      if (in_class) {
        out += ranges;
      } else {
        out += escaped == 's' ? "[" : "[^";
        out += space_ranges;
        out += ']';
      }
    } else if (unicode && escaped == 'u' && are_hex_digits(pattern, i + 1, 4)) {
      out += "\\x{" + std::string(pattern.substr(i + 1, 4)) + "}";
      i += 4;
    } else if (unicode && escaped == 'U' && are_hex_digits(pattern, i + 1, 8)) {
      out += "\\x{" + std::string(pattern.substr(i + 1, 8)) + "}";
      i += 8;
    } else {
      out += '\\';
      out += escaped;
    }
  }
  return out;
}

}  // namespace assay::text
