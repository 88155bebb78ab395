#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "harness/text/regex.h"
#include "harness/text/unicode.h"
#include "metrics/extract/instructions/checks.h"

namespace assay::metrics {
namespace {

using text::Regex;

// The reference takes keywords as regular expressions, as they are.
std::shared_ptr<const Regex> keyword_pattern(const std::string& pattern) {
  return std::make_shared<const Regex>(pattern, Regex::Options{.ignore_case = true});
}

std::vector<std::shared_ptr<const Regex>> keyword_patterns(const std::vector<std::string>& keywords, std::string_view edge) {
  std::vector<std::shared_ptr<const Regex>> patterns;
  for (const std::string& keyword : keywords)
    patterns.push_back(keyword_pattern(std::string(edge) + keyword + std::string(edge)));
  return patterns;
}

Check existence(Arguments& arguments) {
  return [patterns = keyword_patterns(arguments.texts("keywords"), "")](std::string_view response) {
    return std::all_of(patterns.begin(), patterns.end(), [&](const auto& p) { return p->search(response).has_value(); });
  };
}

Check forbidden_words(Arguments& arguments) {
  return [patterns = keyword_patterns(arguments.texts("forbidden_words"), "\\b")](std::string_view response) {
    return std::none_of(patterns.begin(), patterns.end(), [&](const auto& p) { return p->search(response).has_value(); });
  };
}

Check frequency(Arguments& arguments) {
  const std::string keyword = arguments.text("keyword");
  const double threshold = arguments.count("frequency");
  const bool at_least = arguments.at_least("relation");
  return [pattern = keyword_pattern(std::string(text::strip(keyword))), threshold, at_least](std::string_view response) {
    const double found = static_cast<double>(pattern->find_all(response).size());
    return at_least ? found >= threshold : found < threshold;
  };
}

Check letter_frequency(Arguments& arguments) {
  const std::string letter = text::to_lower(arguments.text("letter"));
  // The reference counts a letter drawn at random where the prompt asks for "#" or "!".
  if (letter.size() != 1 || letter[0] < 'a' || letter[0] > 'z')
    arguments.refuse("letter", "is '" + letter + "', expected one of a to z");
  const double threshold = arguments.count("let_frequency");
  const bool at_least = arguments.at_least("let_relation");
  return [letter = letter[0], threshold, at_least](std::string_view response) {
    const std::string lower = text::to_lower(response);
    const double found = static_cast<double>(std::count(lower.begin(), lower.end(), letter));
    return at_least ? found >= threshold : found < threshold;
  };
}

constexpr std::array<CheckDef, 4> kChecks = {{
    {"keywords:existence", existence},
    {"keywords:frequency", frequency},
    {"keywords:forbidden_words", forbidden_words},
    {"keywords:letter_frequency", letter_frequency},
}};

}  // namespace

std::span<const CheckDef> keyword_checks() { return kChecks; }

}  // namespace assay::metrics
