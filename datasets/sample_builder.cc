#include "datasets/sample_builder.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "datasets/row_source.h"
#include "harness/core/error.h"
#include "harness/core/json.h"

namespace assay::datasets {
namespace {

template <class... Args>
[[noreturn]] void fail(const RowSource& source, fmt::format_string<Args...> format, Args&&... args) {
  throw Error(ErrorKind::kData,
              fmt::format("{}, asked for at {}", fmt::format(format, std::forward<Args>(args)...), source.where));
}

bool is_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::vector<std::string> build_choices(const TaskSpec& spec, const Value& row, std::span<const std::string> columns) {
  const RowSource& source = spec.doc_to_choice;
  const Value value = row_value(source, row, columns).value;
  if (!value.is_array())
    fail(source, "doc_to_choice gives {} '{}'; expected a list of choices", kind_name(value), json::dump(value));
  std::vector<std::string> choices;
  for (const Value& item : value.as_array()) {
    std::optional<std::string> choice = scalar_text(item);
    if (!choice) fail(source, "choice {} is {}; expected a text", choices.size(), json::dump(item));
    if (choice->empty()) fail(source, "choice {} is empty; expected a text", choices.size());
    choices.push_back(*std::move(choice));
  }
  if (spec.output_type == OutputType::kMultipleChoice && choices.size() < 2)
    fail(source, "there is {}; expected two choices or more", choices.empty() ? "no choice" : "one choice");
  return choices;
}

// The choice that `value` names: an index, the text of a choice or, printed by a template, the digits of an index.
int choice_index(const RowSource& source, const Value& value, bool is_column, const std::vector<std::string>& choices) {
  std::optional<std::int64_t> index;
  if (value.is_int()) index = value.as_int();
  if (value.is_bool()) index = value.as_bool() ? 1 : 0;
  if (value.is_string() && !is_column && is_digits(value.as_string())) {
    const std::string& digits = value.as_string();
    std::int64_t number = 0;
    if (std::from_chars(digits.data(), digits.data() + digits.size(), number).ec == std::errc()) index = number;
  }
  if (index) {
    if (*index < 0 || *index >= static_cast<std::int64_t>(choices.size()))
      fail(source, "the answer {} is not the index of one of the {} choices (from 0)", *index, choices.size());
    return static_cast<int>(*index);
  }
  const std::optional<std::string> text = scalar_text(value);
  if (!text) fail(source, "the answer is {}; expected the index or the text of a choice", json::dump(value));
  const auto found = std::find(choices.begin(), choices.end(), *text);
  if (found == choices.end())
    fail(source, "the answer '{}' is not one of the choices: '{}'", *text, fmt::join(choices, "', '"));
  return static_cast<int>(found - choices.begin());
}

void build_choice_targets(const RowSource& source, const RowValue& answer, Sample& sample) {
  const auto add = [&](const Value& value, bool is_column) {
    sample.target_choices.push_back(choice_index(source, value, is_column, sample.choices));
    sample.targets.push_back(sample.choices[static_cast<std::size_t>(sample.target_choices.back())]);
  };
  if (!answer.value.is_array()) return add(answer.value, answer.is_column);
  if (answer.value.size() == 0) fail(source, "the list of answers is empty; expected one or more");
  // In a list a string is always the text of a choice.
  for (const Value& item : answer.value.as_array()) add(item, true);
}

void build_text_targets(const RowSource& source, const Value& answer, Sample& sample) {
  const auto add = [&](const Value& value) {
    std::optional<std::string> text = scalar_text(value);
    if (!text) fail(source, "an answer is {}; expected a text, a number or a list of them", json::dump(value));
    sample.targets.push_back(*std::move(text));
  };
  if (!answer.is_array()) return add(answer);
  if (answer.size() == 0) fail(source, "the list of answers is empty; expected one or more");
  for (const Value& item : answer.as_array()) add(item);
}

std::string build_input(const TaskSpec& spec, const Value& row, std::span<const std::string> columns) {
  if (!spec.doc_to_text.is_set()) return "";
  std::string input = row_text(spec.doc_to_text, row, columns);
  // lm-evaluation-harness then takes the choices as inputs; asking "2" as if it were a question would be a wrong
  // result.
  if (spec.output_type == OutputType::kMultipleChoice && is_digits(input))
    fail(spec.doc_to_text,
         "doc_to_text gives the number {} in a multiple_choice task; expected the text of the question", input);
  return input;
}

void build_targets(const TaskSpec& spec, const Value& row, std::span<const std::string> columns, Sample& sample) {
  const RowSource& source = spec.doc_to_target;
  if (!source.is_set()) return;
  const RowValue answer = row_value(source, row, columns);
  if (!sample.choices.empty()) {
    build_choice_targets(source, answer, sample);
    return;
  }
  build_text_targets(source, answer.value, sample);
  const bool scored_text =
      spec.output_type == OutputType::kLoglikelihood || spec.output_type == OutputType::kLoglikelihoodRolling;
  if (scored_text && sample.targets.front().empty())
    fail(source, "doc_to_target gives an empty text; expected the text to score");
}

}  // namespace

Sample build_sample(const TaskSpec& spec, Value row, std::span<const std::string> columns) {
  Sample sample;
  sample.input = build_input(spec, row, columns);
  if (spec.doc_to_choice.is_set()) sample.choices = build_choices(spec, row, columns);
  build_targets(spec, row, columns, sample);
  sample.fields = std::move(row);
  return sample;
}

}  // namespace assay::datasets
