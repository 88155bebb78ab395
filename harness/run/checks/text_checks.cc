#include <fmt/core.h>

#include <algorithm>
#include <unordered_set>

#include "harness/core/json.h"
#include "harness/run/checks/checks.h"
#include "harness/text/unicode.h"

namespace assay::run {
namespace {

using datasets::OutputType;

std::string quoted(std::string_view text) { return json::dump(Value(text)); }

bool is_blank(std::string_view text) { return text::strip(text).empty(); }
bool starts_blank(std::string_view text) { return !text.empty() && text::lstrip(text).size() < text.size(); }
bool ends_blank(std::string_view text) { return !text.empty() && text::rstrip(text).size() < text.size(); }

// The text in front of the answer, without any chat template.
std::string_view asked_text(const Request& request) {
  const Prompt* prompt = nullptr;
  if (const auto* generate = std::get_if<Generate>(&request.body)) prompt = &generate->prompt;
  if (const auto* scored = std::get_if<Loglikelihood>(&request.body)) prompt = &scored->context;
  if (prompt == nullptr) return {};
  return prompt->is_chat() ? std::string_view(prompt->messages.back().content) : std::string_view(prompt->text);
}

bool is_chat(const Request& request) {
  if (const auto* generate = std::get_if<Generate>(&request.body)) return generate->prompt.is_chat();
  const auto* scored = std::get_if<Loglikelihood>(&request.body);
  return scored != nullptr && scored->context.is_chat();
}

// "A" or " B": an answer that only means something beside a list.
bool is_letter(std::string_view choice) {
  const std::string_view bare = text::strip(choice);
  return bare.size() == 1 && bare[0] >= 'A' && bare[0] <= 'Z';
}

bool lists_letter(std::string_view prompt, char letter) {
  for (std::size_t at = prompt.find(letter); at != std::string_view::npos; at = prompt.find(letter, at + 1)) {
    const bool begins = at == 0 || std::string_view(" \n\t([*\"'").find(prompt[at - 1]) != std::string_view::npos;
    const bool ends =
        at + 1 < prompt.size() && std::string_view(".):]*,-\n\t").find(prompt[at + 1]) != std::string_view::npos;
    if (begins && ends) return true;
  }
  return false;
}

void check_joint(std::string_view left, std::string_view right, std::string_view what, const SampleView& view,
                 Findings& findings) {
  // Two newlines are a paragraph, two blanks a mistake that makes another token of both.
  if (left.ends_with(' ') && right.starts_with(' '))
    findings.warn(
        "double_space", view.where,
        fmt::format("two blanks come between the question and the {}: {} + {}", what,
                    quoted(left.substr(left.size() - std::min<std::size_t>(left.size(), 12))), quoted(right.substr(0, 24))),
        std::string(what));
}

}  // namespace

void check_texts(const SampleView& view, Findings& findings) {
  const Sample& sample = view.sample;
  const OutputType type = view.task.spec.output_type;
  if (type == OutputType::kLoglikelihoodRolling) {
    if (!sample.targets.empty() && is_blank(sample.targets.front()))
      findings.warn("empty_target", view.where, "the text to score is empty");
    return;
  }
  if (!sample.choices_are_inputs && is_blank(sample.input))
    findings.warn("empty_question", view.where, "the question is empty: doc_to_text gives only white space");
  if (type == OutputType::kGenerateUntil &&
      (sample.targets.empty() || std::all_of(sample.targets.begin(), sample.targets.end(), is_blank)))
    findings.warn("empty_target", view.where,
                  sample.targets.empty()
                      ? "there is no reference answer: metrics that compare with one leave the sample unscored"
                      : "the reference answer is empty: an empty answer would be right");
  if (view.requests.empty()) return;
  const Request& request = view.requests.front();
  const std::string_view prompt = asked_text(request);
  if (type == OutputType::kGenerateUntil && sample.answer_prefix.empty() && prompt.ends_with(' '))
    findings.warn(
        "trailing_space", view.where,
        fmt::format("the prompt ends with a blank, {}: most tokenizers keep it for the next word, so the model sees a text "
                    "that it never saw in training",
                    quoted(prompt.substr(prompt.size() - std::min<std::size_t>(prompt.size(), 16)))));
}

void check_choices(const SampleView& view, Findings& findings) {
  const Sample& sample = view.sample;
  if (view.task.spec.output_type != OutputType::kMultipleChoice || view.requests.empty()) return;
  std::unordered_set<std::string_view> seen;
  for (const std::string& choice : sample.choices) {
    const std::string_view bare = text::strip(choice);
    if (bare.empty())
      findings.warn("empty_choice", view.where, "a choice is empty: its log-likelihood says nothing");
    else if (!seen.insert(bare).second)
      findings.warn("duplicate_choice", view.where,
                    fmt::format("the choice {} is there twice: which of them wins is chance", quoted(choice)));
  }
  const Request& request = view.requests.front();
  const auto* scored = std::get_if<Loglikelihood>(&request.body);
  if (scored == nullptr || sample.choices_are_inputs) return;
  const std::string_view prompt = asked_text(request);
  const std::string& delimiter = view.task.spec.form.target_delimiter;
  for (std::size_t i = 0; i < sample.choices.size() && i < scored->continuations.size(); ++i) {
    const std::string& choice = sample.choices[i];
    const bool delimited = scored->continuations[i].size() > choice.size();
    if (delimited && delimiter.ends_with(' ') && choice.starts_with(' ')) {
      findings.warn("choice_space", view.where,
                    fmt::format("the choice {} begins with a blank, and target_delimiter {} puts another in front",
                                quoted(choice), quoted(delimiter)));
      break;
    }
    check_joint(prompt, scored->continuations[i], "choice", view, findings);
    if (!is_chat(request) && !prompt.empty() && !choice.empty() && !ends_blank(prompt) &&
        !starts_blank(scored->continuations[i])) {
      findings.warn("no_space", view.where,
                    fmt::format("nothing comes between the question and the choice: {} + {}",
                                quoted(prompt.substr(prompt.size() - std::min<std::size_t>(prompt.size(), 12))),
                                quoted(scored->continuations[i].substr(0, 24))));
      break;
    }
  }
  const bool all_letters = std::all_of(sample.choices.begin(), sample.choices.end(), is_letter);
  if (!all_letters) return;
  for (const std::string& choice : sample.choices) {
    const char letter = text::strip(choice)[0];
    if (lists_letter(sample.input, letter)) continue;
    findings.warn(
        "letter_not_listed", view.where,
        fmt::format("the choices are letters, but the question lists no '{}': the model cannot know what it stands for",
                    letter));
    break;
  }
}

void check_answer_words(const SampleView& view, Findings& findings) {
  if (view.task.spec.output_type != OutputType::kGenerateUntil || view.sample.targets.empty()) return;
  const std::string& target = view.sample.targets.front();
  std::int64_t words = 0;
  bool inside = false;
  for (const char c : target) {
    const bool blank = c == ' ' || c == '\n' || c == '\t' || c == '\r';
    words += !blank && !inside ? 1 : 0;
    inside = !blank;
  }
  // A token is at most a word, so this many words are at least as many tokens.
  if (words > view.task.sampling.max_tokens)
    findings.warn("max_tokens_small", view.where,
                  fmt::format("the right answer has {} words, and max_tokens is {}: it can never be given whole", words,
                              view.task.sampling.max_tokens));
}

void check_examples(const SampleView& view, Findings& findings) {
  if (view.sample.choices_are_inputs) return;
  const std::string_view own = text::strip(view.sample.input);
  if (own.empty()) return;
  for (const Sample* example : view.examples) {
    if (text::strip(example->input) != own || (example->choices != view.sample.choices && !example->choices.empty()))
      continue;
    findings.warn("fewshot_overlap", view.where,
                  fmt::format("the question is shown with its answer {} as an example in front of itself ({})",
                              quoted(datasets::example_answer(*example).substr(0, 60)), example->id));
    return;
  }
}

}  // namespace assay::run
