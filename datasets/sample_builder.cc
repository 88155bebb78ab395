#include "datasets/sample_builder.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "datasets/row_source.h"
#include "datasets/turns.h"
#include "harness/core/error.h"
#include "harness/core/excerpt.h"
#include "harness/core/json.h"
#include "harness/text/python_literal.h"

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

// What makes a sample of a row.
struct Builder {
  const TaskSpec& spec;
  const DocForm& form;
  const SplitShape& shape;
  bool is_example = false;

  std::span<const std::string> columns() const { return shape.columns; }
};

// A list that a template prints is read back as Python's own, as in lm-evaluation-harness.
RowValue list_or_text(RowValue found) {
  if (found.is_column || !found.value.is_string()) return found;
  const std::string& text = found.value.as_string();
  if (text.size() < 2 || text.front() != '[' || text.back() != ']') return found;
  if (std::optional<Value> list = text::parse_python_literal(text); list && list->is_array()) found.value = *std::move(list);
  return found;
}

std::vector<std::string> build_choices(const Builder& builder, const Value& row) {
  const RowSource& source = builder.form.doc_to_choice;
  Value value = row_value(source, row, builder.columns()).value;
  if (value.is_string() && source.compiled) {
    std::optional<Value> literal = text::parse_python_literal(value.as_string());
    if (literal && literal->is_array()) value = *std::move(literal);
  }
  if (!value.is_array())
    fail(source, "doc_to_choice gives {} '{}'; expected a list of choices", kind_name(value), json_excerpt(value));
  std::vector<std::string> choices;
  for (const Value& item : value.as_array()) {
    std::optional<std::string> choice = scalar_text(item);
    if (!choice) fail(source, "choice {} is {}; expected a text", choices.size(), json_excerpt(item));
    choices.push_back(*std::move(choice));
  }
  if (builder.spec.output_type == OutputType::kMultipleChoice && !builder.is_example && choices.size() < 2)
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
  // Digits that name no place may still be the text of a choice.
  const bool is_place = index && *index >= 0 && *index < static_cast<std::int64_t>(choices.size());
  if (!is_place && value.is_string() && std::find(choices.begin(), choices.end(), value.as_string()) != choices.end())
    index.reset();
  if (index) {
    if (*index < 0 || *index >= static_cast<std::int64_t>(choices.size()))
      fail(source, "the answer {} is not the index of one of the {} choices (from 0)", *index, choices.size());
    return static_cast<int>(*index);
  }
  const std::optional<std::string> text = scalar_text(value);
  if (!text) fail(source, "the answer is {}; expected the index or the text of a choice", json_excerpt(value));
  const auto found = std::find(choices.begin(), choices.end(), *text);
  if (found == choices.end())
    fail(source, "the answer '{}' is not one of the choices: '{}'", excerpt(*text),
         excerpt(fmt::format("{}", fmt::join(choices, "', '"))));
  return static_cast<int>(found - choices.begin());
}

void build_choice_targets(const Builder& builder, const RowSource& source, const RowValue& answer, Sample& sample) {
  const auto add = [&](const Value& value, bool is_column) {
    // An example shows whatever answer its row has; only what is scored must be one of the choices.
    if (builder.is_example && value.is_string() && (is_column || !is_digits(value.as_string()))) {
      sample.targets.push_back(value.as_string());
      return;
    }
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
    if (!text) fail(source, "an answer is {}; expected a text, a number or a list of them", json_excerpt(value));
    sample.targets.push_back(*std::move(text));
  };
  if (!answer.is_array()) return add(answer);
  // No accepted answer is known: the sample is asked, and counted as unscored.
  for (const Value& item : answer.as_array()) add(item);
}

void build_targets(const Builder& builder, const Value& row, Sample& sample) {
  const RowSource& source = builder.form.doc_to_target;
  if (!source.is_set()) return;
  if (const Value* column = row.find(source.written); column != nullptr && column->is_null()) return;
  RowValue answer = list_or_text(row_value(source, row, builder.columns()));
  if (!sample.choices.empty() && !sample.choices_are_inputs) {
    build_choice_targets(builder, source, answer, sample);
  } else {
    build_text_targets(source, answer.value, sample);
  }
  const OutputType type = builder.spec.output_type;
  // A whole text may be empty, as a blank line is: nothing in it is scored.
  const bool is_missing = sample.targets.empty() || (type == OutputType::kLoglikelihood && sample.targets.front().empty());
  const bool scored_text = type == OutputType::kLoglikelihood || type == OutputType::kLoglikelihoodRolling;
  if (scored_text && !builder.is_example && is_missing)
    fail(source, "doc_to_target gives an empty text; expected the text to score");
}

// The number of the input that is right, where the choices are the inputs.
int right_input(const Builder& builder, const Value& row, const Sample& sample) {
  const RowValue found = row_value(builder.form.doc_to_text, row, builder.columns());
  return choice_index(builder.form.doc_to_text, found.value, false, sample.choices);
}

Sample build(const Builder& builder, Value row) {
  Sample sample;
  // A column that only other rows have is null in this one, as in a table.
  for (const std::string& column : builder.shape.columns)
    if (row.find(column) == nullptr) row.set(column, Value());
  sample.choices_are_inputs = builder.shape.choices_as_inputs;
  if (builder.form.doc_to_choice.is_set()) sample.choices = build_choices(builder, row);
  if (sample.choices_are_inputs) {
    sample.target_choices.push_back(right_input(builder, row, sample));
    if (builder.is_example) sample.input = sample.choices[static_cast<std::size_t>(sample.target_choices.front())];
  } else if (builder.form.doc_to_text.is_set()) {
    sample.input = row_text(builder.form.doc_to_text, row, builder.columns());
  }
  if (builder.spec.turns.is_set()) {
    if (!builder.form.doc_to_text.is_set()) sample.input = first_turn(builder.spec, row, builder.columns());
    check_turns(builder.spec, row, builder.columns());
  }
  build_targets(builder, row, sample);
  if (sample.choices_are_inputs && sample.targets.empty())
    fail(builder.form.doc_to_target, "there is no answer; expected the text that continues each choice");
  if (builder.form.gen_prefix.is_set())
    sample.answer_prefix = row_text(builder.form.gen_prefix, row, builder.columns());
  sample.fields = std::move(row);
  return sample;
}

bool is_true(const Value& value) {
  switch (value.kind()) {
    case Value::Kind::kNull: return false;
    case Value::Kind::kBool: return value.as_bool();
    case Value::Kind::kInt: return value.as_int() != 0;
    case Value::Kind::kDouble: return value.as_double() != 0.0;
    case Value::Kind::kString: return !value.as_string().empty();
    case Value::Kind::kArray:
    case Value::Kind::kObject: return value.size() > 0;
  }
  return false;
}

}  // namespace

bool has_choices_as_inputs(const TaskSpec& spec, const Value& row, std::span<const std::string> columns) {
  if (spec.choices_as_inputs) return *spec.choices_as_inputs;
  if (spec.output_type != OutputType::kMultipleChoice) return false;
  const RowValue found = row_value(spec.form.doc_to_text, row, columns);
  return found.value.is_int() || (!found.is_column && found.value.is_string() && is_digits(found.value.as_string()));
}

Sample build_sample(const TaskSpec& spec, Value row, const SplitShape& shape) {
  return build({spec, spec.form, shape, false}, std::move(row));
}

Sample build_example(const TaskSpec& spec, Value row, const SplitShape& shape) {
  return build({spec, spec.example_form, shape, true}, std::move(row));
}

bool prepare_row(const TaskSpec& spec, Value& row) {
  if (spec.doc_filter.is_set() && !is_true(spec.doc_filter.compiled->evaluate(row))) return false;
  for (const MappedField& field : spec.doc_map) {
    // A template that is a single expression gives its value itself: a number stays one.
    if (field.source.list) {
      row.set(field.name, row_value(field.source, row).value);
    } else if (const Value* column = row.find(field.source.written)) {
      Value copy = *column;
      row.set(field.name, std::move(copy));
    } else {
      row.set(field.name, field.source.compiled->evaluate(row));
    }
  }
  return true;
}

}  // namespace assay::datasets
