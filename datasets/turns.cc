#include "datasets/turns.h"

#include <fmt/core.h>

#include <vector>

#include "datasets/row_source.h"
#include "harness/core/check.h"
#include "harness/core/error.h"
#include "harness/core/json.h"
#include "harness/text/python_literal.h"
#include "harness/text/unicode.h"

namespace assay::datasets {
namespace {

bool is_blank(const std::string& text) { return text::strip(text).empty(); }

// The texts of a list; one text is a list of it.
std::vector<std::string> listed_turns(const TurnScript& turns, const Value& row, std::span<const std::string> columns) {
  const RowSource& source = turns.list;
  if (const Value* column = row.find(source.written); column != nullptr && column->is_null()) return {};
  RowValue found = row_value(source, row, columns);
  // A template prints a list as Python would.
  if (!found.is_column && found.value.is_string())
    if (std::optional<Value> list = text::parse_python_literal(found.value.as_string()); list && list->is_array())
      found.value = *std::move(list);
  if (found.value.is_string()) return {found.value.as_string()};
  if (!found.value.is_array())
    throw Error(ErrorKind::kData, fmt::format("the turns are {}; expected a list of texts, asked for at {}",
                                              json::dump(found.value), source.where));
  if (found.value.size() > static_cast<std::size_t>(turns.max_turns) && turns.max_turns == TurnScript().max_turns)
    throw Error(ErrorKind::kData, fmt::format("there are {} turns; expected {} at most, asked for at {}",
                                              found.value.size(), turns.max_turns, source.where));
  std::vector<std::string> texts;
  for (const Value& item : found.value.as_array()) {
    std::optional<std::string> text = scalar_text(item);
    if (!text)
      throw Error(ErrorKind::kData, fmt::format("turn {} of the list is {}; expected a text, asked for at {}",
                                                texts.size() + 1, json::dump(item), source.where));
    texts.push_back(*std::move(text));
  }
  return texts;
}

// Turn `index` of the script, from 0.
std::optional<std::string> scripted_turn(const TurnScript& turns, std::size_t index, const Value& row,
                                         std::span<const std::string> answers, std::span<const std::string> columns) {
  if (index >= turns.script.size()) return std::nullopt;
  const RowSource& source = turns.script[index];
  if (const Value* column = row.find(source.written); column != nullptr && column->is_null()) return std::nullopt;
  Value context = row;
  Value list = Value::array();
  for (const std::string& answer : answers) list.push_back(answer);
  context.set("answers", std::move(list));
  context.set("answer", answers.empty() ? std::string() : answers.back());
  return row_text(source, context, columns);
}

// Turn `index` of `turns`, from 0, once `answers` were given.
std::optional<std::string> turn_at(const TaskSpec& spec, std::size_t index, const Value& row,
                                   std::span<const std::string> answers, std::span<const std::string> columns) {
  std::optional<std::string> text;
  if (spec.turns.list.is_set()) {
    std::vector<std::string> texts = listed_turns(spec.turns, row, columns);
    if (index < texts.size()) text = std::move(texts[index]);
  } else {
    text = scripted_turn(spec.turns, index, row, answers, columns);
  }
  if (text && is_blank(*text)) text.reset();
  return text;
}

}  // namespace

std::string first_turn(const TaskSpec& spec, const Value& row, std::span<const std::string> columns) {
  ASSAY_CHECK(spec.turns.is_set());
  std::optional<std::string> text = turn_at(spec, 0, row, {}, columns);
  if (text) return *std::move(text);
  const RowSource& source = spec.turns.list.is_set() ? spec.turns.list : spec.turns.script.front();
  throw Error(ErrorKind::kData, fmt::format("the first turn is empty; expected the user's question, asked for at {}",
                                            source.where));
}

void check_turns(const TaskSpec& spec, const Value& row, std::span<const std::string> columns) {
  if (spec.turns.list.is_set()) listed_turns(spec.turns, row, columns);
}

std::optional<DialogueTurn> next_turn(const TaskSpec& spec, const Sample& sample, std::span<const Sample* const> examples,
                                      std::span<const std::string> answers, const PromptStyle& style) {
  ASSAY_CHECK(spec.turns.is_set());
  if (answers.size() >= static_cast<std::size_t>(spec.turns.max_turns)) return std::nullopt;
  const std::size_t before = spec.form.doc_to_text.is_set() ? 1 : 0;  // the turns that `turns` does not give
  std::vector<std::string> said = {sample.input};
  for (std::size_t i = 1; i <= answers.size(); ++i) {
    std::optional<std::string> text = turn_at(spec, i - before, sample.fields, answers.first(i), {});
    if (!text) return std::nullopt;
    said.push_back(*std::move(text));
  }
  DialogueTurn turn{said.back(), make_prompts(spec, sample, examples, style).front()};
  const bool is_chat = turn.prompt.is_chat();
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const bool begun = i == 0 && !sample.answer_prefix.empty();
    if (is_chat) {
      // The answer goes on where its beginning ends.
      if (begun)
        turn.prompt.messages.back().content += answers[i];
      else
        turn.prompt.messages.push_back({"assistant", answers[i]});
      turn.prompt.messages.push_back({"user", said[i + 1]});
    } else {
      std::string text = begun ? turn.prompt.text + answers[i]
                               : joined(turn.prompt.text, answers[i], spec.form.target_delimiter);
      turn.prompt.text = std::move(text) + spec.fewshot_delimiter + said[i + 1];
    }
  }
  return turn;
}

std::string describe_turns(const TaskSpec& spec) {
  if (!spec.turns.is_set()) return "";
  Value out = Value::object();
  if (spec.turns.list.is_set()) out.set("list", spec.turns.list.written);
  Value script = Value::array();
  for (const RowSource& source : spec.turns.script) script.push_back(source.written);
  out.set("script", std::move(script));
  out.set("max_turns", spec.turns.max_turns);
  out.set("targets_by_turn", spec.turns.targets_by_turn);
  return json::dump_canonical(out);
}

}  // namespace assay::datasets
