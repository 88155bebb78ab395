#include "datasets/prompt.h"

#include <fmt/core.h>

#include "datasets/row_source.h"
#include "harness/core/check.h"
#include "harness/text/unicode.h"
#include "harness/text/utf8.h"

namespace assay::datasets {
namespace {

// A message and what follows it where messages become one text.
struct Turn {
  Message message;
  std::string delimiter;
};

bool ends_with_space(std::string_view text) {
  std::size_t begin = text.size();
  while (begin > 0 && begin + 4 > text.size() && (static_cast<unsigned char>(text[--begin]) & 0xC0) == 0x80) {
  }
  return !text.empty() && text::is_space(text::next_code_point(text, begin));
}

bool starts_with_space(std::string_view text) {
  std::size_t at = 0;
  return !text.empty() && text::is_space(text::next_code_point(text, at));
}

std::string system_text(const TaskSpec& spec, const Sample& sample, const PromptStyle& style) {
  std::string description;
  if (spec.description.is_set()) description = row_text(spec.description, sample.fields);
  return joined(style.system.empty() ? spec.system : style.system, description, spec.fewshot_delimiter);
}

bool needs_delimiter(const std::string& left, const std::string& right) {
  return !left.empty() && !ends_with_space(left) && !starts_with_space(right);
}

// A question, with what its answer begins with and, for an example, the answer.
void add_turns(std::vector<Turn>& turns, const std::string& question, const std::string& prefix, const std::string& answer,
               const std::string& target_delimiter, const std::string& end) {
  // An example without an answer is a question alone, with no delimiter: as in lm-evaluation-harness.
  const bool delimited = prefix.empty() ? !answer.empty() : needs_delimiter(question, prefix);
  turns.push_back({{"user", question}, delimited ? target_delimiter : ""});
  if (!answer.empty())
    turns.push_back({{"assistant", joined(prefix, answer, " ")}, end});
  else if (!prefix.empty())
    turns.push_back({{"assistant", prefix}, ""});
}

std::vector<Turn> turns_before(const TaskSpec& spec, const Sample& sample, std::span<const Sample* const> examples,
                               const PromptStyle& style) {
  std::vector<Turn> turns;
  if (std::string system = system_text(spec, sample, style); !system.empty())
    turns.push_back({{"system", std::move(system)}, ""});
  for (const Sample* example : examples)
    add_turns(turns, example->input, example->answer_prefix, example_answer(*example), spec.example_form.target_delimiter,
              spec.example_delimiter);
  return turns;
}

std::string concatenated(std::span<const Turn> turns) {
  std::size_t size = 0;
  for (const Turn& turn : turns) size += turn.message.content.size() + turn.delimiter.size();
  std::string text;
  text.reserve(size);
  for (const Turn& turn : turns) text.append(turn.message.content).append(turn.delimiter);
  return text;
}

// All turns in one message of the user, but for the system text and what the answer begins with.
std::vector<Message> collapsed(std::span<Turn> turns) {
  std::vector<Message> messages;
  if (turns.front().message.role == "system") {
    messages.push_back(turns.front().message);
    turns = turns.subspan(1);
  }
  const bool has_prefix = turns.back().message.role == "assistant";
  std::span<Turn> shown = has_prefix ? turns.first(turns.size() - 1) : turns;
  shown.back().delimiter.clear();
  messages.push_back({"user", concatenated(shown)});
  if (has_prefix) messages.push_back(turns.back().message);
  return messages;
}

Prompt prompt_of(std::vector<Turn> turns, const PromptStyle& style) {
  Prompt prompt;
  if (!style.chat)
    prompt.text = concatenated(turns);
  else if (!style.fewshot_as_multiturn)
    prompt.messages = collapsed(turns);
  else
    for (Turn& turn : turns) prompt.messages.push_back(std::move(turn.message));
  return prompt;
}

// Where the answer is begun with something, the delimiter is between that and the choice, even in a chat. It is the task's
// text that counts, not what it renders to: as in lm-evaluation-harness.
std::string choice_delimiter(const TaskSpec& spec, const PromptStyle& style) {
  const RowSource& prefix = spec.form.gen_prefix;
  const bool begun = prefix.is_set() && !prefix.written.empty() && !ends_with_space(prefix.written);
  return style.chat && !begun ? "" : spec.form.target_delimiter;
}

}  // namespace

std::string joined(const std::string& left, const std::string& right, const std::string& delimiter) {
  if (left.empty()) return right;
  if (right.empty()) return left;
  return ends_with_space(left) || starts_with_space(right) ? left + right : left + delimiter + right;
}

PromptStyle default_style(const TaskSpec& spec) {
  return {.chat = spec.apply_chat_template, .fewshot_as_multiturn = spec.fewshot_as_multiturn, .system = ""};
}

std::vector<Prompt> make_prompts(const TaskSpec& spec, const Sample& sample, std::span<const Sample* const> examples,
                                 const PromptStyle& style) {
  std::vector<Prompt> prompts;
  if (spec.output_type == OutputType::kLoglikelihoodRolling) return prompts;
  const std::vector<Turn> before = turns_before(spec, sample, examples, style);
  const auto add = [&](const std::string& question, const std::string& delimiter) {
    std::vector<Turn> turns = before;
    add_turns(turns, question, sample.answer_prefix, "", delimiter, "");
    prompts.push_back(prompt_of(std::move(turns), style));
  };
  if (sample.choices_are_inputs)
    for (const std::string& choice : sample.choices) add(choice, "");
  else
    add(sample.input, spec.form.target_delimiter);
  return prompts;
}

std::vector<std::string> make_continuations(const TaskSpec& spec, const Sample& sample, const PromptStyle& style) {
  if (spec.output_type == OutputType::kLoglikelihood) {
    ASSAY_CHECK(!sample.targets.empty());
    return {sample.targets.front()};
  }
  if (spec.output_type != OutputType::kMultipleChoice) return {};
  if (sample.choices_are_inputs) return {choice_delimiter(spec, style) + sample.targets.front()};
  return make_unconditional(spec, sample, style);
}

std::vector<std::string> make_unconditional(const TaskSpec& spec, const Sample& sample, const PromptStyle& style) {
  std::vector<std::string> continuations;
  const std::string delimiter = choice_delimiter(spec, style);
  for (const std::string& choice : sample.choices) continuations.push_back(delimiter + choice);
  return continuations;
}

std::string rolling_text(const Sample& sample) {
  ASSAY_CHECK(!sample.targets.empty());
  return sample.targets.front();
}

std::string example_answer(const Sample& example) { return example.targets.empty() ? "" : example.targets.front(); }

}  // namespace assay::datasets
