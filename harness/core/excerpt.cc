#include "harness/core/excerpt.h"

#include <fmt/core.h>

#include "harness/core/json.h"

namespace assay {

std::string excerpt(std::string_view text, std::size_t max_bytes) {
  std::size_t end = text.size();
  if (end > max_bytes) {
    end = max_bytes;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;  // not inside a character
  }
  std::string out;
  for (const char c : text.substr(0, end)) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\n')
      out += "\\n";
    else if (c == '\t')
      out += "\\t";
    else if (byte < 0x20 || byte == 0x7F)
      out += fmt::format("\\x{:02X}", byte);
    else
      out += c;
  }
  return end < text.size() ? out + "..." : out;
}

std::string json_excerpt(const Value& value, std::size_t max_bytes) {
  return excerpt(json::dump(value), max_bytes);
}

}  // namespace assay
