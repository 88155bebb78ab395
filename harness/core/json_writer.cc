#include "harness/core/json_writer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <vector>

#include "harness/core/json_bytes.h"

namespace assay::json {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
bool is_plain(unsigned char byte) { return byte >= 0x20 && byte < 0x80 && byte != '"' && byte != '\\'; }

// The length of the well-formed sequence at `pos` (Unicode Standard, table 3-7), or minus the bytes that begin one and
// are replaced together.
int sequence_length(std::string_view text, std::size_t pos) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned lead = byte(pos);
  if (lead < 0xC2 || lead > 0xF4) return -1;
  const int length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  unsigned low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  unsigned high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  for (int i = 1; i < length; ++i) {
    const std::size_t at = pos + static_cast<std::size_t>(i);
    if (at >= text.size() || byte(at) < low || byte(at) > high) return -i;
    low = 0x80;
    high = 0xBF;
  }
  return length;
}

void write_escape(std::string& out, char c) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  switch (c) {
    case '"': out += "\\\""; return;
    case '\\': out += "\\\\"; return;
    case '\b': out += "\\b"; return;
    case '\f': out += "\\f"; return;
    case '\n': out += "\\n"; return;
    case '\r': out += "\\r"; return;
    case '\t': out += "\\t"; return;
    default:
      out += "\\u00";
      out += kDigits[static_cast<unsigned char>(c) >> 4];
      out += kDigits[static_cast<unsigned char>(c) & 15];
  }
}

void write_string(std::string& out, std::string_view text) {
  out += '"';
  std::size_t done = 0, pos = 0;  // what lies between them needs no change
  const auto flush = [&] { out.append(text.substr(done, pos - done)); };
  while (true) {
    for (int plain = 8; plain == 8 && pos + 8 <= text.size(); pos += static_cast<std::size_t>(plain))
      plain = plain_bytes(text.data() + pos);
    while (pos < text.size() && is_plain(static_cast<unsigned char>(text[pos]))) ++pos;
    if (pos == text.size()) break;
    if (static_cast<unsigned char>(text[pos]) < 0x80) {
      flush();
      write_escape(out, text[pos]);
      done = ++pos;
      continue;
    }
    const int length = sequence_length(text, pos);
    if (length > 0) {
      pos += static_cast<std::size_t>(length);
      continue;
    }
    flush();
    out += kReplacement;
    done = pos += static_cast<std::size_t>(-length);
  }
  flush();
  out += '"';
}

class Writer {
 public:
  Writer(std::string& out, WriteStyle style) : out_(out), style_(style) {}

  void write(const Value& value) {
    switch (value.kind()) {
      case Value::Kind::kNull: out_ += "null"; break;
      case Value::Kind::kBool: out_ += value.as_bool() ? "true" : "false"; break;
      case Value::Kind::kInt: write_integer(value.as_int()); break;
      case Value::Kind::kDouble:
        if (std::isfinite(value.as_double()))
          write_double(out_, value.as_double());
        else
          out_ += "null";
        break;
      case Value::Kind::kString: write_string(out_, value.as_string()); break;
      case Value::Kind::kArray: write_list('[', ']', value.as_array(), [&](const Value& item) { write(item); }); break;
      case Value::Kind::kObject: write_object(value.as_object()); break;
    }
  }

 private:
  void write_integer(std::int64_t number) {
    std::array<char, 20> digits;
    out_.append(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr);
  }

  void write_member(const Value::Member& member) {
    write_string(out_, member.key);
    out_ += style_.indent < 0 ? ":" : ": ";
    write(member.value);
  }

  void write_object(const Value::Object& members) {
    const auto by_key = [](const Value::Member& a, const Value::Member& b) { return a.key < b.key; };
    if (!style_.sorted || std::is_sorted(members.begin(), members.end(), by_key)) {
      write_list('{', '}', members, [&](const Value::Member& member) { write_member(member); });
      return;
    }
    std::vector<const Value::Member*> sorted;
    sorted.reserve(members.size());
    for (const Value::Member& member : members) sorted.push_back(&member);
    std::sort(sorted.begin(), sorted.end(), [&](const auto* a, const auto* b) { return by_key(*a, *b); });
    write_list('{', '}', sorted, [&](const Value::Member* member) { write_member(*member); });
  }

  template <class Items, class WriteItem>
  void write_list(char open, char close, const Items& items, const WriteItem& write_item) {
    out_ += open;
    if (items.empty()) {
      out_ += close;
      return;
    }
    ++level_;
    bool is_first = true;
    for (const auto& item : items) {
      if (!is_first) out_ += ',';
      is_first = false;
      new_line();
      write_item(item);
    }
    --level_;
    new_line();
    out_ += close;
  }

  void new_line() {
    if (style_.indent < 0) return;
    out_ += '\n';
    out_.append(level_ * static_cast<std::size_t>(style_.indent), ' ');
  }

  std::string& out_;
  WriteStyle style_;
  std::size_t level_ = 0;
};

}  // namespace

void write(std::string& out, const Value& value, WriteStyle style) { Writer(out, style).write(value); }

}  // namespace assay::json
