#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "harness/text/language.h"
#include "harness/text/unicode.h"
#include "harness/text/utf8.h"
#include "metrics/extract/instructions/checks.h"
#include "metrics/extract/instructions/treebank_words.h"

namespace assay::metrics {
namespace {

// Those that IFEval has names for.
constexpr std::array<std::string_view, 30> kLanguages = {"en", "es", "pt", "ar", "hi", "fr", "ru", "de", "ja", "it",
                                                         "bn", "uk", "th", "ur", "ta", "te", "bg", "ko", "pl", "he",
                                                         "fa", "vi", "ne", "sw", "kn", "mr", "gu", "pa", "ml", "fi"};

/// A text without any letter follows whatever is asked: the reference's detector gives up on it.
bool is_in_language(std::string_view response, std::string_view code) {
  const std::optional<std::string> found = text::detect_language(response);
  return !found || *found == code;
}

enum class Case { kNone, kLower, kUpper, kMixed };

/// The case of all letters that have one; a title-case letter is mixed by itself.
Case case_of(std::string_view text) {
  bool lower = false;
  bool upper = false;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    const char32_t c = text::next_code_point(text, at);
    if (text::is_lower(c)) {
      lower = true;
    } else if (text::is_upper(c)) {
      upper = true;
    } else if (text::is_letter(c)) {
      const std::string_view letter = text.substr(begin, at - begin);
      if (text::to_lower(letter) != letter && text::to_upper(letter) != letter) return Case::kMixed;
    }
  }
  if (lower && upper) return Case::kMixed;
  if (lower) return Case::kLower;
  return upper ? Case::kUpper : Case::kNone;
}

Check response_language(Arguments& arguments) {
  const std::string code = arguments.text("language");
  if (std::find(kLanguages.begin(), kLanguages.end(), code) == kLanguages.end())
    arguments.refuse("language", "is '" + code + "', which is none of IFEval's languages");
  return [code](std::string_view response) { return is_in_language(response, code); };
}

Check english_capital(Arguments&) {
  return [](std::string_view response) { return case_of(response) == Case::kUpper && is_in_language(response, "en"); };
}

Check english_lowercase(Arguments&) {
  return [](std::string_view response) { return case_of(response) == Case::kLower && is_in_language(response, "en"); };
}

Check capital_word_frequency(Arguments& arguments) {
  const double threshold = arguments.number("capital_frequency");
  const bool at_least = arguments.at_least("capital_relation");
  return [threshold, at_least](std::string_view response) {
    const std::vector<std::string> words = word_tokens(response);
    const double found = static_cast<double>(
        std::count_if(words.begin(), words.end(), [](const std::string& word) { return case_of(word) == Case::kUpper; }));
    return at_least ? found >= threshold : found < threshold;
  };
}

constexpr std::array<CheckDef, 4> kChecks = {{
    {"language:response_language", response_language},
    {"change_case:capital_word_frequency", capital_word_frequency},
    {"change_case:english_capital", english_capital},
    {"change_case:english_lowercase", english_lowercase},
}};

}  // namespace

std::span<const CheckDef> language_checks() { return kChecks; }

}  // namespace assay::metrics
