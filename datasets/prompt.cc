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
  const std::u32string code_points = text::decode_utf8(text);
  return !code_points.empty() && text::is_space(code_points.back());
}

bool starts_with_space(std::string_view text) {
  std::size_t at = 0;
  return !text.empty() && text::is_space(text::next_code_point(text, at));
}

// The delimiter goes between two texts only where neither has white space at the joint.
std::string joined(const std::string& left, const std::string& right, const std::string& delimiter) {
  if (left.empty()) return right;
  if (right.empty()) return left;
  return ends_with_space(left) || starts_with_space(right) ? left + right : left + delimiter + right;
}

std::string system_text(const TaskSpec& spec, const Sample& sample, const PromptStyle& style) {
  std::string description;
  if (spec.description.is_set()) description = row_text(spec.description, sample.fields);
  return joined(style.system.empty() ? spec.system : style.system, description, spec.fewshot_delimiter);
}

std::vector<Turn> all_turns(const TaskSpec& spec, const Sample& sample, std::span<const Sample* const> examples,
                            const PromptStyle& style) {
  std::vector<Turn> turns;
  if (std::string system = system_text(spec, sample, style); !system.empty())
    turns.push_back({{"system", std::move(system)}, ""});
  for (const Sample* example : examples) {
    const std::string answer = example_answer(*example);
    // An example without an answer is a question alone, with no delimiter: as in lm-evaluation-harness.
    const bool answered = !answer.empty();
    turns.push_back({{"user", example->input}, answered ? spec.example_target_delimiter : ""});
    if (answered) turns.push_back({{"assistant", answer}, spec.example_delimiter});
  }
  turns.push_back({{"user", sample.input}, ""});
  return turns;
}

std::string concatenated(std::span<const Turn> turns) {
  std::string text;
  for (const Turn& turn : turns) text += turn.message.content + turn.delimiter;
  return text;
}

}  // namespace

PromptStyle default_style(const TaskSpec& spec) {
  return {.chat = spec.apply_chat_template, .fewshot_as_multiturn = spec.fewshot_as_multiturn, .system = ""};
}

Prompt make_prompt(const TaskSpec& spec, const Sample& sample, std::span<const Sample* const> examples,
                   const PromptStyle& style) {
  Prompt prompt;
  if (spec.output_type == OutputType::kLoglikelihoodRolling) return prompt;
  const std::vector<Turn> turns = all_turns(spec, sample, examples, style);
  if (!style.chat) {
    prompt.text = concatenated(turns);
  } else if (style.fewshot_as_multiturn) {
    for (const Turn& turn : turns) prompt.messages.push_back(turn.message);
  } else {
    std::span<const Turn> rest = turns;
    if (rest.front().message.role == "system") {
      prompt.messages.push_back(rest.front().message);
      rest = rest.subspan(1);
    }
    prompt.messages.push_back({"user", concatenated(rest)});
  }
  return prompt;
}

std::vector<std::string> make_continuations(const TaskSpec& spec, const Sample& sample, const PromptStyle& style) {
  std::vector<std::string> continuations;
  if (spec.output_type == OutputType::kMultipleChoice) {
    for (const std::string& choice : sample.choices)
      continuations.push_back((style.chat ? "" : spec.target_delimiter) + choice);
  } else if (spec.output_type == OutputType::kLoglikelihood) {
    ASSAY_CHECK(!sample.targets.empty());
    continuations.push_back(sample.targets.front());
  }
  return continuations;
}

std::string rolling_text(const Sample& sample) {
  ASSAY_CHECK(!sample.targets.empty());
  return sample.targets.front();
}

std::string example_answer(const Sample& example) { return example.targets.empty() ? "" : example.targets.front(); }

}  // namespace assay::datasets
