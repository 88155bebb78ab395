#include "metrics/text/mt_tokenize.h"

#include <algorithm>
#include <utility>

#include "harness/core/check.h"
#include "harness/text/unicode.h"
#include "harness/text/utf8.h"
#include "metrics/text/western_tokens.h"
#include "metrics/text/words.h"

namespace assay::metrics {
namespace {

/// Rewrites each pair of neighbours that `match` accepts, from left to right without overlap, as `before`, the first,
/// a space, the second, `after`.
template <class Match>
std::u32string split_pairs(std::u32string_view text, Match match, std::u32string_view before,
                           std::u32string_view after) {
  std::u32string out;
  out.reserve(text.size() + text.size() / 4);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i + 1 < text.size() && match(text[i], text[i + 1])) {
      out.append(before);
      out += text[i];
      out += U' ';
      out += text[++i];
      out.append(after);
    } else {
      out += text[i];
    }
  }
  return out;
}

/// What sacreBLEU's zh tokenizer takes as Chinese. Two of its ranges are written there with five hexadecimal digits
/// after a four-digit escape and so begin and end elsewhere than meant; the numbers depend on it, so they are kept.
bool is_chinese(char32_t c) {
  static constexpr std::array<std::pair<char32_t, char32_t>, 21> kRanges = {{
      {0x3400, 0x4DB5}, {0x4E00, 0x9FA5}, {0x9FA6, 0x9FBB}, {0xF900, 0xFA2D}, {0xFA30, 0xFA6A}, {0xFA70, 0xFAD9},
      {0x2001, 0x2A6D}, {0x2F81, 0x2FA1}, {0xFF00, 0xFFEF}, {0x2E80, 0x2EFF}, {0x3000, 0x303F}, {0x31C0, 0x31EF},
      {0x2F00, 0x2FDF}, {0x2FF0, 0x2FFF}, {0x3100, 0x312F}, {0x31A0, 0x31BF}, {0xFE10, 0xFE1F}, {0xFE30, 0xFE4F},
      {0x2700, 0x27BF}, {0x3200, 0x32FF}, {0x3300, 0x33FF},
  }};
  return std::any_of(kRanges.begin(), kRanges.end(),
                     [c](const auto& range) { return c >= range.first && c <= range.second; });
}

void tokens_13a(std::string_view text, std::string& storage, std::vector<std::string_view>& tokens) {
  // A line break is white space like any other, unless it follows a hyphen.
  const bool skipped = text.find("<skipped>") != text.npos;
  if (skipped || text.find("-\n") != text.npos || text.find('&') != text.npos) {
    storage = without_entities(replaced(replaced(text, "<skipped>", ""), "-\n", ""));
    text = storage;
  }
  western_tokens(text, {}, tokens);
}

std::string spaced_intl(std::string_view text) {
  using text::is_number, text::is_punctuation;
  std::u32string line = text::decode_utf8(text);
  line = split_pairs(
      line, [](char32_t a, char32_t b) { return !is_number(a) && is_punctuation(b); }, U"", U" ");
  line = split_pairs(
      line, [](char32_t a, char32_t b) { return is_punctuation(a) && !is_number(b); }, U" ", U"");
  std::u32string out;
  out.reserve(line.size());
  for (const char32_t c : line) {
    if (text::is_symbol(c)) {
      out.append({U' ', c, U' '});
    } else {
      out += c;
    }
  }
  return text::encode_utf8(out);
}

void characters(std::string_view text, std::vector<std::string_view>& tokens) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    text::next_code_point(text, at);
    tokens.push_back(text.substr(begin, at - begin));
  }
}

}  // namespace

void mt_tokens(std::string_view name, std::string_view text, std::string& storage,
               std::vector<std::string_view>& tokens) {
  if (name == "13a") return tokens_13a(text, storage, tokens);
  if (name == "zh") return western_tokens(text::strip(text), {.padded = false, .stands_alone = is_chinese}, tokens);
  if (name == "char") {
    std::vector<std::string_view> all;
    characters(text, all);
    for (const std::string_view character : all) split_words(character, tokens);
    return;
  }
  if (name == "intl") {
    storage = spaced_intl(text);
    return split_words(storage, tokens);
  }
  ASSAY_CHECK(name == "none");
  split_words(text, tokens);
}

std::string mt_tokenize(std::string_view name, std::string_view text) {
  if (name == "none") return std::string(text);
  std::string storage;
  std::vector<std::string_view> tokens;
  if (name == "char")
    characters(text, tokens);
  else
    mt_tokens(name, text, storage, tokens);
  return joined(tokens);
}

}  // namespace assay::metrics
