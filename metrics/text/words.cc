#include "metrics/text/words.h"

#include "harness/text/unicode.h"
#include "harness/text/utf8.h"

namespace assay::metrics {

void split_words(std::string_view text, std::vector<std::string_view>& words) {
  std::size_t word = std::string_view::npos;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    const unsigned char byte = static_cast<unsigned char>(text[at]);
    bool space = false;
    if (may_begin_space(byte)) {
      space = text::is_space(text::next_code_point(text, at));
    } else {
      space = byte == ' ' || (byte >= 0x09 && byte <= 0x0D) || (byte >= 0x1C && byte <= 0x1F);
      ++at;
    }
    if (!space) {
      if (word == std::string_view::npos) word = begin;
    } else if (word != std::string_view::npos) {
      words.push_back(text.substr(word, begin - word));
      word = std::string_view::npos;
    }
  }
  if (word != std::string_view::npos) words.push_back(text.substr(word));
}

std::string joined(std::span<const std::string_view> words) {
  std::string out;
  for (const std::string_view word : words) {
    if (!out.empty()) out += ' ';
    out += word;
  }
  return out;
}

std::string replaced(std::string_view text, std::string_view from, std::string_view to) {
  std::string out;
  std::size_t at = 0;
  for (std::size_t hit = text.find(from); hit != text.npos; hit = text.find(from, at)) {
    out.append(text.substr(at, hit - at)).append(to);
    at = hit + from.size();
  }
  return out.append(text.substr(at));
}

std::string without_entities(std::string_view text) {
  std::string line = replaced(text, "&quot;", "\"");
  line = replaced(line, "&amp;", "&");
  line = replaced(line, "&lt;", "<");
  return replaced(line, "&gt;", ">");
}

}  // namespace assay::metrics
