#include "harness/text/jinja/string_literal.h"

#include "harness/text/jinja/failure.h"
#include "harness/text/utf8.h"

namespace assay::text::jinja {

namespace {

int digit_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return 99;
}

// Reads up to `count` digits of the base at `pos` and moves past them.
char32_t read_digits(std::string_view text, std::size_t& pos, std::size_t count, int base, bool all) {
  char32_t value = 0;
  std::size_t read = 0;
  for (; read < count && pos < text.size() && digit_of(text[pos]) < base; ++read, ++pos)
    value = value * static_cast<char32_t>(base) + static_cast<char32_t>(digit_of(text[pos]));
  if (all && read < count)
    throw Failure("an escape in a string needs " + std::to_string(count) + " hexadecimal digits");
  return value;
}

}  // namespace

std::string unescape_literal(std::string_view body) {
  std::string out;
  out.reserve(body.size());
  for (std::size_t pos = 0; pos < body.size();) {
    const char c = body[pos++];
    if (c != '\\' || pos == body.size()) {
      out += c;
      continue;
    }
    const char escaped = body[pos++];
    switch (escaped) {
      case '\n': break;
      case '\\':
      case '\'':
      case '"': out += escaped; break;
      case 'a': out += '\a'; break;
      case 'b': out += '\b'; break;
      case 'f': out += '\f'; break;
      case 'n': out += '\n'; break;
      case 'r': out += '\r'; break;
      case 't': out += '\t'; break;
      case 'v': out += '\v'; break;
      case 'x': append_utf8(out, read_digits(body, pos, 2, 16, true)); break;
      case 'u': {
        char32_t unit = read_digits(body, pos, 4, 16, true);
        // A pair of surrogates written as two escapes is one code point for everyone who wrote it.
        if (unit >= 0xD800 && unit < 0xDC00 && body.substr(pos, 2) == "\\u") {
          std::size_t after = pos + 2;
          const char32_t low = read_digits(body, after, 4, 16, true);
          if (low >= 0xDC00 && low < 0xE000) {
            unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
            pos = after;
          }
        }
        append_utf8(out, unit);
        break;
      }
      case 'U': {
        const char32_t code_point = read_digits(body, pos, 8, 16, true);
        if (code_point > 0x10FFFF) throw Failure("an escape in a string is beyond U+10FFFF");
        append_utf8(out, code_point);
        break;
      }
      case 'N': throw Failure("\\N{...} in a string is not supported; write \\uXXXX");
      default:
        if (escaped >= '0' && escaped <= '7') {
          --pos;
          append_utf8(out, read_digits(body, pos, 3, 8, false));
        } else {
          out += '\\';
          out += escaped;
        }
    }
  }
  return out;
}

}  // namespace assay::text::jinja
