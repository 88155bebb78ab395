#include "metrics/text/answer_match.h"

#include <fmt/core.h>

#include <algorithm>

#include "harness/core/error.h"
#include "harness/text/unicode.h"
#include "metrics/text/ascii_sets.h"

namespace assay::metrics {

AnswerMatch::AnswerMatch(const Options& options)
    : patterns_(options.texts("regexes_to_ignore")),
      ignore_case_(options.flag("ignore_case", false)),
      ignore_punctuation_(options.flag("ignore_punctuation", false)),
      ignore_numbers_(options.flag("ignore_numbers", false)),
      strip_(options.flag("strip", false)) {
  for (const std::string& pattern : patterns_) {
    try {
      regexes_.emplace_back(pattern);
    } catch (const Error& error) {
      options.fail("regexes_to_ignore", error.message());
    }
  }
}

std::string AnswerMatch::signature() const {
  std::string signature;
  const auto add = [&](std::string_view part) {
    if (!signature.empty()) signature += '|';
    signature += part;
  };
  for (const std::string& pattern : patterns_) add(fmt::format("regexes_to_ignore:{}", pattern));
  if (ignore_case_) add("ignore_case:yes");
  if (ignore_punctuation_) add("ignore_punctuation:yes");
  if (ignore_numbers_) add("ignore_numbers:yes");
  if (strip_) add("strip:yes");
  return signature;
}

// The order of the steps is that of the reference implementation: a regex sees the text as it was written.
std::string AnswerMatch::normalized(std::string_view original) const {
  std::string text(original);
  for (const text::Regex& regex : regexes_) text = regex.replace_all(text, "");
  if (ignore_case_) text = text::to_lower(text);
  if (ignore_punctuation_) text = without(text, is_ascii_punctuation);
  if (ignore_numbers_) text = without(text, is_ascii_digit);
  if (strip_) text = std::string(text::strip(text));
  return text;
}

std::vector<std::string> AnswerMatch::normalized_targets(const Sample& sample) const {
  std::vector<std::string> targets;
  targets.reserve(sample.targets.size());
  for (const std::string& target : sample.targets) targets.push_back(normalized(target));
  return targets;
}

bool is_one_of(std::string_view answer, std::span<const std::string> targets) {
  return std::find(targets.begin(), targets.end(), answer) != targets.end();
}

}  // namespace assay::metrics
