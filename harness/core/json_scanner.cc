#include "harness/core/json_scanner.h"

#include <charconv>
#include <cmath>
#include <cstdint>
#include <string>
#include <unordered_map>

#include "harness/core/json_bytes.h"

namespace assay::json {
namespace {

constexpr std::size_t kFewMembers = 16;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

void append_code_point(std::string& out, unsigned c) {
  if (c < 0x80) {
    out += static_cast<char>(c);
    return;
  }
  if (c < 0x800) {
    out += static_cast<char>(0xC0 | (c >> 6));
  } else if (c < 0x10000) {
    out += static_cast<char>(0xE0 | (c >> 12));
    out += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | (c >> 18));
    out += static_cast<char>(0x80 | ((c >> 12) & 0x3F));
    out += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
  }
  out += static_cast<char>(0x80 | (c & 0x3F));
}

class Scanner {
 public:
  explicit Scanner(std::string_view text) : at_(text.data()), end_(text.data() + text.size()) {}

  bool scan(Value& value) {
    skip_blanks();
    if (!scan_value(value, 0)) return false;
    skip_blanks();
    return at_ == end_;
  }

 private:
  void skip_blanks() {
    while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\t' || *at_ == '\r')) ++at_;
  }

  bool take(char c) {
    if (at_ == end_ || *at_ != c) return false;
    ++at_;
    return true;
  }

  bool take_word(std::string_view word) {
    if (!std::string_view(at_, static_cast<std::size_t>(end_ - at_)).starts_with(word)) return false;
    at_ += word.size();
    return true;
  }

  bool scan_value(Value& value, std::size_t depth) {
    if (at_ == end_) return false;
    switch (*at_) {
      case '"': {
        std::string text;
        if (!scan_string(text)) return false;
        value = Value(std::move(text));
        return true;
      }
      case '{': return depth < kMaxDepth && scan_object(value, depth);
      case '[': return depth < kMaxDepth && scan_array(value, depth);
      case 't': value = Value(true); return take_word("true");
      case 'f': value = Value(false); return take_word("false");
      case 'n': value = Value(); return take_word("null");
      default: return scan_number(value);
    }
  }

  bool scan_object(Value& value, std::size_t depth) {
    ++at_;
    value = Value::object();
    Value::Object& members = value.as_object();
    skip_blanks();
    if (take('}')) return true;
    members.reserve(4);
    do {
      skip_blanks();
      Value::Member& member = members.emplace_back();
      if (at_ == end_ || *at_ != '"' || !scan_string(member.key)) return false;
      skip_blanks();
      if (!take(':')) return false;
      skip_blanks();
      if (!scan_value(member.value, depth + 1)) return false;
      skip_blanks();
    } while (take(','));
    if (!take('}')) return false;
    drop_repeated_keys(members);
    return true;
  }

  bool scan_array(Value& value, std::size_t depth) {
    ++at_;
    value = Value::array();
    Value::Array& items = value.as_array();
    skip_blanks();
    if (take(']')) return true;
    do {
      skip_blanks();
      if (!scan_value(items.emplace_back(), depth + 1)) return false;
      skip_blanks();
    } while (take(','));
    return take(']');
  }

  // Requires: *at_ is the quotation mark.
  bool scan_string(std::string& out) {
    const char* begin = ++at_;
    while (true) {
      for (int plain = 8; plain == 8 && end_ - at_ >= 8; at_ += plain) plain = plain_bytes(at_);
      if (at_ == end_) return false;
      const auto byte = static_cast<unsigned char>(*at_);
      if (byte == '"') {
        out.append(begin, at_);
        ++at_;
        return true;
      }
      if (byte == '\\') {
        out.append(begin, at_);
        if (!scan_escape(out)) return false;
        begin = at_;
      } else if (byte >= 0x80) {
        if (!skip_sequence()) return false;
      } else if (byte < 0x20) {
        return false;
      } else {
        ++at_;
      }
    }
  }

  // Steps over one well-formed sequence of UTF-8 (Unicode Standard, table 3-7).
  bool skip_sequence() {
    const auto byte = [&](int i) { return static_cast<unsigned char>(at_[i]); };
    const unsigned lead = byte(0);
    if (lead < 0xC2 || lead > 0xF4) return false;
    const int length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (end_ - at_ < length) return false;
    const unsigned low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    const unsigned high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    if (byte(1) < low || byte(1) > high) return false;
    for (int i = 2; i < length; ++i)
      if ((byte(i) & 0xC0) != 0x80) return false;
    at_ += length;
    return true;
  }

  bool scan_hex(unsigned& code) {
    if (end_ - at_ < 4) return false;
    code = 0;
    for (int i = 0; i < 4; ++i, ++at_) {
      const char c = *at_;
      const char lower = static_cast<char>(c | 0x20);
      if (is_digit(c))
        code = code << 4 | static_cast<unsigned>(c - '0');
      else if (lower >= 'a' && lower <= 'f')
        code = code << 4 | static_cast<unsigned>(lower - 'a' + 10);
      else
        return false;
    }
    return true;
  }

  bool scan_escape(std::string& out) {
    if (end_ - at_ < 2) return false;
    const char c = at_[1];
    at_ += 2;
    switch (c) {
      case '"': case '\\': case '/': out += c; return true;
      case 'b': out += '\b'; return true;
      case 'f': out += '\f'; return true;
      case 'n': out += '\n'; return true;
      case 'r': out += '\r'; return true;
      case 't': out += '\t'; return true;
      case 'u': break;
      default: return false;
    }
    unsigned code = 0, low = 0;
    if (!scan_hex(code) || (code >= 0xDC00 && code <= 0xDFFF)) return false;
    if (code >= 0xD800 && code <= 0xDBFF) {
      if (!take_word("\\u") || !scan_hex(low) || low < 0xDC00 || low > 0xDFFF) return false;
      code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    }
    append_code_point(out, code);
    return true;
  }

  bool skip_digits() {
    if (at_ == end_ || !is_digit(*at_)) return false;
    while (at_ != end_ && is_digit(*at_)) ++at_;
    return true;
  }

  bool scan_number(Value& value) {
    const char* begin = at_;
    take('-');
    if (!take('0') && !skip_digits()) return false;
    bool is_whole = true;
    if (take('.')) {
      is_whole = false;
      if (!skip_digits()) return false;
    }
    if (at_ != end_ && (*at_ == 'e' || *at_ == 'E')) {
      is_whole = false;
      ++at_;
      if (!take('-')) take('+');
      if (!skip_digits()) return false;
    }
    if (is_whole) {
      std::int64_t whole = 0;
      if (std::from_chars(begin, at_, whole).ec == std::errc()) {
        value = Value(whole);
        return true;
      }
    }
    double number = 0.0;
    if (std::from_chars(begin, at_, number).ec != std::errc() || !std::isfinite(number)) return false;
    value = Value(number);
    return true;
  }

  const char* at_;
  const char* end_;
};

// For the usual object this is quicker than a table.
bool has_repeated_keys(const Value::Object& members) {
  for (std::size_t i = 1; i < members.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (members[i].key == members[j].key) return true;
  return false;
}

}  // namespace

bool scan(std::string_view text, Value& value) { return Scanner(text).scan(value); }

void drop_repeated_keys(Value::Object& members) {
  if (members.size() <= kFewMembers && !has_repeated_keys(members)) return;
  std::unordered_map<std::string_view, std::size_t> last;
  for (std::size_t i = 0; i < members.size(); ++i) last[members[i].key] = i;
  if (last.size() == members.size()) return;
  Value::Object unique;
  for (std::size_t i = 0; i < members.size(); ++i)
    if (last[members[i].key] == i) unique.push_back(std::move(members[i]));
  members = std::move(unique);
}

}  // namespace assay::json
