#include "harness/text/utf8.h"

#include <cstdint>
#include <cstring>

namespace assay::text {

namespace {

constexpr char32_t kReplacement = 0xFFFD;

struct Sequence {
  char32_t code_point = kReplacement;
  std::size_t length = 1;  // bytes to move past
  bool valid = false;
  bool truncated = false;  // the text ends before the sequence does, and what is there is a valid prefix
};

// The well-formed byte sequences of the Unicode Standard, table 3-7: only the second byte's range depends on the first.
Sequence read_sequence(std::string_view text, std::size_t pos) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned lead = byte(pos);
  if (lead < 0x80) return {lead, 1, true, false};
  if (lead < 0xC2 || lead > 0xF4) return {};
  const std::size_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  unsigned low = 0x80, high = 0xBF;
  if (lead == 0xE0) low = 0xA0;
  if (lead == 0xED) high = 0x9F;
  if (lead == 0xF0) low = 0x90;
  if (lead == 0xF4) high = 0x8F;
  char32_t code_point = lead & (0x7Fu >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if (pos + i >= text.size()) return {kReplacement, i, false, true};
    const unsigned next = byte(pos + i);
    if (next < low || next > high) return {kReplacement, i, false, false};
    code_point = code_point << 6 | (next & 0x3Fu);
    low = 0x80;
    high = 0xBF;
  }
  return {code_point, length, true, false};
}

// The first byte at or after `pos` that is not ASCII, eight at a time.
std::size_t skip_ascii(std::string_view text, std::size_t pos) {
  constexpr std::uint64_t kHighBits = 0x8080808080808080u;
  for (; pos + 8 <= text.size(); pos += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + pos, 8);
    if (word & kHighBits) break;
  }
  while (pos < text.size() && static_cast<unsigned char>(text[pos]) < 0x80) ++pos;
  return pos;
}

}  // namespace

char32_t next_code_point(std::string_view text, std::size_t& pos) {
  const Sequence sequence = read_sequence(text, pos);
  pos += sequence.length;
  return sequence.code_point;
}

std::u32string decode_utf8(std::string_view text) {
  std::u32string out;
  out.reserve(text.size());
  for (std::size_t pos = 0; pos < text.size();) out.push_back(next_code_point(text, pos));
  return out;
}

std::string encode_utf8(std::u32string_view code_points) {
  std::string out;
  out.reserve(code_points.size());
  for (const char32_t c : code_points) append_utf8(out, c);
  return out;
}

void append_utf8(std::string& out, char32_t code_point) {
  if (code_point > 0x10FFFF || (code_point >= 0xD800 && code_point <= 0xDFFF)) code_point = kReplacement;
  if (code_point < 0x80) {
    out += static_cast<char>(code_point);
    return;
  }
  const auto tail = [&](unsigned shift) { out += static_cast<char>(0x80 | (code_point >> shift & 0x3F)); };
  if (code_point < 0x800) {
    out += static_cast<char>(0xC0 | code_point >> 6);
  } else if (code_point < 0x10000) {
    out += static_cast<char>(0xE0 | code_point >> 12);
    tail(6);
  } else {
    out += static_cast<char>(0xF0 | code_point >> 18);
    tail(12);
    tail(6);
  }
  tail(0);
}

bool is_valid_utf8(std::string_view text) { return find_invalid_utf8(text) == std::string_view::npos; }

std::size_t find_invalid_utf8(std::string_view text) {
  std::size_t pos = skip_ascii(text, 0);
  while (pos < text.size()) {
    const Sequence sequence = read_sequence(text, pos);
    if (!sequence.valid) return pos;
    pos += sequence.length;
    if (pos < text.size() && static_cast<unsigned char>(text[pos]) < 0x80) pos = skip_ascii(text, pos);
  }
  return std::string_view::npos;
}

std::size_t incomplete_utf8_tail(std::string_view text) {
  for (std::size_t length = 1; length <= 3 && length <= text.size(); ++length) {
    const std::size_t start = text.size() - length;
    const auto byte = static_cast<unsigned char>(text[start]);
    if (byte >= 0x80 && byte < 0xC0) continue;
    const Sequence sequence = read_sequence(text, start);
    return sequence.truncated && sequence.length == length ? length : 0;
  }
  return 0;
}

std::size_t count_code_points(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t pos = 0; pos < text.size(); ++count) pos += read_sequence(text, pos).length;
  return count;
}

}  // namespace assay::text
