#include "metrics/text/character_numbers.h"

#include "harness/text/unicode.h"
#include "harness/text/utf8.h"

namespace assay::metrics {

std::vector<std::uint32_t> CharacterNumbers::numbers(std::string_view text, bool whitespace) {
  constexpr char32_t kReplacement = 0xFFFD;
  std::vector<std::uint32_t> found;
  found.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const unsigned char byte = static_cast<unsigned char>(text[at]);
    if (byte < 0x80) {
      ++at;
      if (byte <= ' ' && !whitespace && text::is_space(byte)) continue;
      std::uint32_t& number_plus_one = ascii_[byte];
      if (number_plus_one == 0) number_plus_one = ++size_;
      found.push_back(number_plus_one - 1);
      continue;
    }
    const std::size_t begin = at;
    const char32_t c = text::next_code_point(text, at);
    if (!whitespace && text::is_space(c)) continue;
    const std::uint32_t other =
        others_.number(c == kReplacement ? std::string_view("\xEF\xBF\xBD") : text.substr(begin, at - begin));
    if (other == numbers_of_others_.size()) numbers_of_others_.push_back(size_++);
    found.push_back(numbers_of_others_[other]);
  }
  return found;
}

}  // namespace assay::metrics
