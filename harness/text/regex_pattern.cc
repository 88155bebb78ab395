#include "harness/text/regex_pattern.h"

namespace assay::text {

namespace {

constexpr std::string_view kSpaceRanges =
    R"(\x09-\x0d\x20\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000})";
constexpr std::string_view kNotSpaceRanges =
    R"(\x00-\x08\x0e-\x1f\x21-\x{84}\x{86}-\x{9f}\x{a1}-\x{167f}\x{1681}-\x{1fff}\x{200b}-\x{2027}\x{202a}-\x{202e})"
    R"(\x{2030}-\x{205e}\x{2060}-\x{2fff}\x{3001}-\x{10ffff})";

bool are_hex_digits(std::string_view text, std::size_t from, std::size_t count) {
  if (text.size() < from + count) return false;
  return text.substr(from, count).find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

}  // namespace

std::string to_pcre2_pattern(std::string_view pattern, bool unicode) {
  std::string out;
  out.reserve(pattern.size());
  bool in_class = false;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    if (c != '\\' || i + 1 == pattern.size()) {
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
    } else if (unicode && (escaped == 's' || escaped == 'S')) {
      const std::string_view ranges = escaped == 's' ? kSpaceRanges : kNotSpaceRanges;
      if (in_class) {
        out += ranges;
      } else {
        out += escaped == 's' ? "[" : "[^";
        out += kSpaceRanges;
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
