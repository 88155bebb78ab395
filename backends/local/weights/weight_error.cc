#include "backends/local/weights/weight_error.h"

#include <fmt/core.h>

#include "harness/core/error.h"

namespace assay::local {

std::string in_quotes(std::string_view name) {
  constexpr std::size_t kLongest = 96;
  std::string text = "'";
  for (const char c : name.substr(0, kLongest)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte < 0x7F) {
      text += c;
    } else {
      text += fmt::format("\\x{:02X}", byte);
    }
  }
  text += '\'';
  if (name.size() > kLongest) text += fmt::format(" (cut; {} bytes)", name.size());
  return text;
}

void refuse(std::string_view file, std::string_view message) {
  throw Error(ErrorKind::kRuntime, fmt::format("{}: {}", file, message));
}

}  // namespace assay::local
