#include "backends/local/tokenizer/byte_level.h"

#include "harness/text/utf8.h"

namespace assay::local {
namespace {

struct Tables {
  std::array<char32_t, 256> code_points{};
  std::array<std::int16_t, 0x144> bytes{};

  Tables() {
    bytes.fill(-1);
    char32_t next = 0x100;
    for (int b = 0; b < 256; ++b) {
      const bool itself = (b >= 0x21 && b <= 0x7E) || (b >= 0xA1 && b <= 0xAC) || b >= 0xAE;
      const char32_t c = itself ? static_cast<char32_t>(b) : next++;
      code_points[static_cast<std::size_t>(b)] = c;
      bytes[c] = static_cast<std::int16_t>(b);
    }
  }
};

const Tables& tables() {
  static const Tables kTables;
  return kTables;
}

}  // namespace

const std::array<char32_t, 256>& byte_level_code_points() { return tables().code_points; }

std::string to_byte_level(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const char b : bytes) text::append_utf8(out, tables().code_points[static_cast<unsigned char>(b)]);
  return out;
}

std::optional<std::string> from_byte_level(std::string_view token) {
  std::string out;
  out.reserve(token.size());
  for (std::size_t pos = 0; pos < token.size();) {
    const char32_t c = text::next_code_point(token, pos);
    if (c >= tables().bytes.size() || tables().bytes[c] < 0) return std::nullopt;
    out += static_cast<char>(tables().bytes[c]);
  }
  return out;
}

}  // namespace assay::local
