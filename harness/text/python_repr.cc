#include "harness/text/python_repr.h"

#include <fmt/core.h>

#include "harness/text/unicode.h"
#include "harness/text/utf8.h"

namespace assay::text {

namespace {

// Whether Python's repr shows a code point as it is: not "Other", and no separator but the space.
bool is_printable(char32_t c) {
  if (c == ' ') return true;
  return is_letter(c) || is_number(c) || is_punctuation(c) || is_symbol(c) || is_mark(c);
}

}  // namespace

void append_repr(std::string& out, std::string_view text) {
  const bool has_single = text.find('\'') != text.npos;
  const char quote = has_single && text.find('"') == text.npos ? '"' : '\'';
  out += quote;
  for (std::size_t pos = 0; pos < text.size();) {
    const char32_t c = next_code_point(text, pos);
    if (c == static_cast<unsigned char>(quote) || c == '\\') {
      out += '\\';
      out += static_cast<char>(c);
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\r') {
      out += "\\r";
    } else if (c == '\t') {
      out += "\\t";
    } else if (is_printable(c)) {
      append_utf8(out, c);
    } else if (c < 0x100) {
      out += fmt::format("\\x{:02x}", static_cast<unsigned>(c));
    } else if (c < 0x10000) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      out += fmt::format("\\U{:08x}", static_cast<unsigned>(c));
    }
  }
  out += quote;
}

}  // namespace assay::text
