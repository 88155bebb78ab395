#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "harness/text/regex.h"
#include "harness/text/unicode.h"
#include "harness/text/utf8.h"
#include "metrics/extract/instructions/checks.h"
#include "metrics/extract/instructions/sentences.h"

namespace assay::metrics {
namespace {

using text::Regex;

bool is_blank(std::string_view text) { return text::strip(text).empty(); }

Check number_sentences(Arguments& arguments) {
  const double threshold = arguments.count("num_sentences");
  const bool at_least = arguments.at_least("relation");
  return [threshold, at_least](std::string_view response) {
    const double found = static_cast<double>(count_sentences(response));
    return at_least ? found >= threshold : found < threshold;
  };
}

Check number_words(Arguments& arguments) {
  const double threshold = arguments.count("num_words");
  const bool at_least = arguments.at_least("relation");
  return [threshold, at_least](std::string_view response) {
    static const Regex kWord("\\w+");
    const double found = static_cast<double>(kWord.find_all(response).size());
    return at_least ? found >= threshold : found < threshold;
  };
}

/// Paragraphs parted by "***"; a blank one is forgiven at either end only.
Check number_paragraphs(Arguments& arguments) {
  const double wanted = arguments.count("num_paragraphs");
  return [wanted](std::string_view response) {
    static const Regex kDivider(R"(\s?\*\*\*\s?)");
    const std::vector<std::string> paragraphs = kDivider.split(response);
    std::size_t found = paragraphs.size();
    for (std::size_t i = 0; i < paragraphs.size(); ++i) {
      if (!is_blank(paragraphs[i])) continue;
      if (i != 0 && i + 1 != paragraphs.size()) return false;
      --found;
    }
    return static_cast<double>(found) == wanted;
  };
}

std::vector<std::string_view> split_at(std::string_view text, std::string_view separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t at = text.find(separator);
    parts.push_back(text.substr(0, at));
    if (at == text.npos) return parts;
    text.remove_prefix(at + separator.size());
  }
}

/// The first word of a paragraph that is not blank, in lower case, up to its first punctuation.
std::string first_word_of(std::string_view paragraph) {
  std::string word = text::split_white_space(paragraph).front();
  for (const char quote : {'\'', '"'}) word.erase(0, std::min(word.find_first_not_of(quote), word.size()));
  word = word.substr(0, word.find_first_of(".,?!'\""));
  std::string lower;
  // One letter at a time: a sigma at the end stays what it is.
  for (const char32_t c : text::decode_utf8(word)) lower += text::to_lower(text::encode_utf8(std::u32string(1, c)));
  return lower;
}

Check nth_paragraph_first_word(Arguments& arguments) {
  const double wanted = arguments.count("num_paragraphs");
  const double nth = arguments.number("nth_paragraph");
  if (nth < 1.0 || nth > wanted || nth != static_cast<double>(static_cast<std::size_t>(nth)))
    arguments.refuse("nth_paragraph", "does not lie within num_paragraphs");
  const std::string first_word = text::to_lower(arguments.text("first_word"));
  return [wanted, nth = static_cast<std::size_t>(nth), first_word](std::string_view response) {
    const std::vector<std::string_view> paragraphs = split_at(response, "\n\n");
    std::size_t found = 0;
    for (const std::string_view paragraph : paragraphs)
      if (!is_blank(paragraph)) ++found;
    // Blank paragraphs are not counted, and yet take up a place.
    if (nth > found || is_blank(paragraphs[nth - 1])) return false;
    return static_cast<double>(found) == wanted && first_word_of(paragraphs[nth - 1]) == first_word;
  };
}

constexpr std::array<CheckDef, 4> kChecks = {{
    {"length_constraints:number_sentences", number_sentences},
    {"length_constraints:number_paragraphs", number_paragraphs},
    {"length_constraints:number_words", number_words},
    {"length_constraints:nth_paragraph_first_word", nth_paragraph_first_word},
}};

}  // namespace

std::span<const CheckDef> length_checks() { return kChecks; }

}  // namespace assay::metrics
