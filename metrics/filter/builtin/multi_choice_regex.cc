#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "harness/core/error.h"
#include "harness/core/filter.h"
#include "harness/core/json.h"
#include "harness/text/unicode.h"
#include "harness/text/utf8.h"
#include "metrics/filter/find_all.h"
#include "metrics/filter/regex_options.h"

namespace assay::metrics::filters {
namespace {

constexpr std::array<FilterInfo, 1> kInfos = {
    {{"multi_choice_regex",
      "the letter of a choice, as (A): what a regular expression finds, else the choice whose text is in the answer, else a "
      "letter behind a colon",
      "regex_pattern, group_select, fallback (as those of regex), ignore_case, ignore_punctuation (in the search for a "
      "choice's text; off by default), regexes_to_ignore (patterns removed before that search; one or a list), choices_field "
      "(a field of the row in whose text the choices stand as \"(A) one\", a line each; default the sample's choices)"}}};

constexpr std::size_t kMaxChoices = 26;

std::string without_punctuation(std::string_view text) {
  std::string out;
  for (std::size_t pos = 0; pos < text.size();) {
    const std::size_t begin = pos;
    if (!text::is_punctuation(text::next_code_point(text, pos))) out += text.substr(begin, pos - begin);
  }
  return out;
}

// "(A) first\n(B) second": what follows a letter in its line, up to the next bracket.
std::vector<std::string> choices_in(std::string_view text) {
  static const text::Regex kChoice("\\([A-Z]\\)([^\n^(]*)", text::Regex::Options{.python = true});
  std::vector<std::string> choices;
  for (const text::Regex::Match& match : kChoice.find_all(text)) choices.emplace_back(match.groups[1].in(text));
  return choices;
}

std::vector<std::string> choices_of(const Sample& sample) {
  const Value* field = sample.fields.find("choices");
  if (field == nullptr || !field->is_array()) return sample.choices;
  std::vector<std::string> choices;
  for (const Value& choice : field->as_array())
    choices.push_back(choice.is_string() ? choice.as_string() : json::dump(choice));
  return choices;
}

std::string label(std::size_t i) { return fmt::format("({})", static_cast<char>('A' + i)); }

class MultiChoiceRegex final : public Filter {
 public:
  explicit MultiChoiceRegex(const Options& options)
      : MultiChoiceRegex(options, RegexOptions(options)) {}

  std::vector<FilteredAnswer> apply(std::vector<FilteredAnswer> answers, const Sample& sample) const override;

 private:
  using Letters = std::unordered_map<std::string, std::string>;

  MultiChoiceRegex(const Options& options, const RegexOptions& regex)
      : find_(regex.find_all()),
        group_select_(regex.group_select),
        fallback_(regex.fallback),
        ignore_case_(options.flag("ignore_case", false)),
        ignore_punctuation_(options.flag("ignore_punctuation", false)),
        choices_field_(options.text("choices_field", "")) {
    for (const std::string& pattern : options.texts("regexes_to_ignore")) {
      try {
        ignored_.emplace_back(pattern, text::Regex::Options{.python = true});
      } catch (const Error& error) {
        options.fail("regexes_to_ignore", error.message());
      }
    }
  }

  std::string without_ignored(std::string_view original) const {
    std::string out(original);
    for (const text::Regex& regex : ignored_) out = regex.replace_all(out, "");
    if (ignore_case_) out = text::to_lower(out);
    if (ignore_punctuation_) out = without_punctuation(out);
    return out;
  }

  static std::string found_in(const FindAll& find, std::string_view text, const Letters& letters) {
    const auto found = find.in(text);
    if (!found) return "";
    std::string match(text::strip(found->text));
    const auto letter = letters.find(match);
    return match.empty() || letter == letters.end() ? match : letter->second;
  }

  FindAll find_;
  std::int64_t group_select_;
  std::string fallback_;
  bool ignore_case_;
  bool ignore_punctuation_;
  std::string choices_field_;
  std::vector<text::Regex> ignored_;
};

std::vector<FilteredAnswer> MultiChoiceRegex::apply(std::vector<FilteredAnswer> answers, const Sample& sample) const {
  std::vector<std::string> choices;
  const Value* field = choices_field_.empty() ? nullptr : sample.fields.find(choices_field_);
  if (choices_field_.empty()) {
    choices = choices_of(sample);
  } else if (field != nullptr && field->is_string()) {
    choices = choices_in(field->as_string());
  }
  const auto refuse = [&](const std::string& reason) {
    for (FilteredAnswer& answer : answers)
      if (!answer.unscored) answer.unscored = reason;
    return answers;
  };
  if (choices_field_.empty() && choices.empty()) return refuse("multi_choice_regex: the sample has no choices");
  if (!choices_field_.empty() && (field == nullptr || !field->is_string()))
    return refuse(fmt::format("multi_choice_regex: the row has no text in the field '{}'", choices_field_));
  if (choices.size() > kMaxChoices)
    return refuse(fmt::format("multi_choice_regex: the sample has {} choices, and there are {} letters", choices.size(),
                              kMaxChoices));
  Letters by_text, by_letter;
  std::vector<std::string> texts;
  std::string letters;
  try {
    for (std::size_t i = 0; i < choices.size(); ++i) {
      const std::string text = without_ignored(text::strip(choices[i]));
      texts.push_back(escaped_for_regex(text));
      by_text[text] = label(i);
      const std::string letter(1, static_cast<char>('A' + i));
      by_letter[letter] = label(i);
      letters += (i == 0 ? "" : "|") + letter;
    }
  } catch (const Error& error) {
    return refuse(error.message());
  }
  std::stable_sort(texts.begin(), texts.end(), [](const std::string& a, const std::string& b) {
    return text::count_code_points(a) > text::count_code_points(b);
  });
  std::string any_text;
  for (std::size_t i = 0; i < texts.size(); ++i) any_text += (i == 0 ? "" : "|") + texts[i];
  std::optional<FindAll> find_text, find_letter;
  try {
    find_text.emplace(any_text, group_select_);
    find_letter.emplace(fmt::format(":[\\s]*({})", letters), group_select_);
  } catch (const Error& error) {
    // Choices can be too long for a pattern, or no UTF-8.
    return refuse(error.message());
  }
  for (FilteredAnswer& answer : answers) {
    if (answer.unscored) continue;
    const std::string text = answer.is_text ? answer.text : "";
    try {
      std::string match = found_in(find_, text, {});
      if (match.empty()) match = found_in(*find_text, without_ignored(text), by_text);
      if (match.empty()) match = found_in(*find_letter, text, by_letter);
      answer.is_text = true;
      answer.fell_back |= match.empty();
      answer.text = match.empty() ? fallback_ : match;
    } catch (const Error& error) {
      answer.unscored = error.message();
    }
  }
  return answers;
}

}  // namespace

extern const FilterDef multi_choice_regex = {kInfos, "lm-evaluation-harness 0.4.13",
                                             [](std::string_view, const Options& options) -> std::unique_ptr<Filter> {
                                               return std::make_unique<MultiChoiceRegex>(options);
                                             }};

}  // namespace assay::metrics::filters
