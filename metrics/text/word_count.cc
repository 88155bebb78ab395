#include "metrics/text/word_count.h"

#include "harness/text/unicode.h"
#include "harness/text/utf8.h"

namespace assay::metrics {
namespace {

// Python's str.isspace below 0x80, which takes the separators 0x1C to 0x1F too.
bool is_ascii_space(unsigned char c) { return c == ' ' || (c >= 0x09 && c <= 0x0D) || (c >= 0x1C && c <= 0x1F); }

}  // namespace

std::size_t count_words(std::string_view text) {
  std::size_t pieces = 1;
  bool in_space = false;
  for (std::size_t at = 0; at < text.size();) {
    const auto byte = static_cast<unsigned char>(text[at]);
    bool space = false;
    if (byte < 0x80) {
      space = is_ascii_space(byte);
      ++at;
    } else {
      space = text::is_space(text::next_code_point(text, at));
    }
    if (space && !in_space) ++pieces;
    in_space = space;
  }
  return pieces;
}

}  // namespace assay::metrics
