#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "harness/core/error.h"
#include "harness/core/json.h"
#include "harness/run/checks/checks.h"
#include "harness/text/jinja/template.h"
#include "harness/text/unicode.h"

namespace assay::run {
namespace {

std::string quoted(std::string_view text) { return json::dump(Value(text)); }

const Prompt* prompt_of(const Request& request) {
  if (const auto* generate = std::get_if<Generate>(&request.body)) return &generate->prompt;
  if (const auto* scored = std::get_if<Loglikelihood>(&request.body)) return &scored->context;
  return nullptr;
}

Value chat_context(const ModelView& model, bool asks_for_answer) {
  Value message = Value::object();
  message.set("role", "user");
  message.set("content", "Which way is it?");
  Value messages = Value::array();
  messages.push_back(std::move(message));
  Value context = Value::object();
  context.set("messages", std::move(messages));
  context.set("bos_token", model.bos_text);
  context.set("eos_token", model.eos_text);
  context.set("tools", Value());
  context.set("documents", Value());
  context.set("add_generation_prompt", asks_for_answer);
  return context;
}

bool thinks(const ModelView& model) {
  constexpr std::array<std::string_view, 4> kSigns = {"<think>", "</think>", "reasoning_content", "enable_thinking"};
  return std::any_of(kSigns.begin(), kSigns.end(),
                     [&](std::string_view sign) { return model.chat_template.find(sign) != std::string::npos; });
}

// A stop that only an end of turn or of thinking writes.
bool is_marker(const std::string& stop) {
  return stop.find("</think>") != std::string::npos || (stop.starts_with('<') && stop.ends_with('>'));
}

bool strips_thoughts(const OpenTask& task) {
  return std::all_of(task.metrics.begin(), task.metrics.end(),
                     [](const auto& metric) { return metric->signature().find("strip_think") != std::string::npos; });
}

void check_thinking(const OpenTask& task, const ModelView& model, Findings& findings) {
  if (task.spec.output_type != datasets::OutputType::kGenerateUntil || !thinks(model)) return;
  for (const std::string& stop : task.sampling.stop)
    if (!stop.empty() && !is_marker(stop))
      findings.warn(
          "stop_in_thinking", task.spec.file,
          fmt::format("{} thinks before it answers, and the stop {} may come in its thoughts: then there is no answer",
                      model.name, quoted(stop)),
          model.name + stop);
  if (!task.metrics.empty() && !strips_thoughts(task))
    findings.warn(
        "thinking_scored", task.spec.file,
        fmt::format("{} thinks before it answers, and no filter 'strip_think' takes its thoughts out of what is scored",
                    model.name),
        model.name);
}

}  // namespace

void check_chat_template(const OpenTask& task, const ModelView& model, Findings& findings) {
  if (!task.style.chat) return;
  const std::string& where = task.spec.file;
  if (model.chat_template.empty()) {
    findings.error("chat_template_missing", where,
                   fmt::format("the task asks for a chat, and {} has no chat template", model.name), model.name);
    return;
  }
  try {
    const text::jinja::Template compiled(model.chat_template, fmt::format("chat template of {}", model.name),
                                         text::jinja::TemplateOptions::chat());
    if (compiled.render(chat_context(model, true)) == compiled.render(chat_context(model, false)))
      findings.warn(
          "no_generation_prompt", where,
          fmt::format(
              "the chat template of {} writes nothing for add_generation_prompt: the model is not told that it is its turn, "
              "and may go on with the question",
              model.name),
          model.name);
  } catch (const Error& error) {
    findings.error("chat_template_fails", where, error.message(), model.name);
  }
  check_thinking(task, model, findings);
}

void check_encoded(const SampleView& view, const Request& request, const EncodedRequest& encoded, const ModelView& model,
                   Findings& findings) {
  const Prompt* prompt = prompt_of(request);
  if (prompt == nullptr) return;
  const bool twice = model.bos && encoded.ids.size() > 1 && encoded.ids[0] == *model.bos && encoded.ids[1] == *model.bos;
  const bool written = !model.bos_text.empty() && encoded.text.starts_with(model.bos_text + model.bos_text);
  if (twice || written)
    findings.error("double_bos", view.where,
                   fmt::format("the prompt begins with {} twice for {}: the text writes one, and another is added",
                               quoted(model.bos_text), model.name),
                   model.name);
  else if (!prompt->is_chat() && model.adds_bos && !model.bos_text.empty() && encoded.text.starts_with(model.bos_text))
    findings.warn("written_bos", view.where,
                  fmt::format("the plain prompt begins with the text {}, which {} puts in front by itself",
                              quoted(model.bos_text), model.name),
                  model.name);
  if (!prompt->is_chat()) return;
  if (model.adds_bos && model.bos && (encoded.ids.empty() || encoded.ids[0] != *model.bos))
    findings.warn("missing_bos", view.where,
                  fmt::format("the chat template of {} writes no {}, with which its tokenizer begins every plain text",
                              model.name, quoted(model.bos_text)),
                  model.name);
  for (const Message& message : prompt->messages) {
    const std::string_view content = text::strip(message.content);
    if (content.empty() || encoded.text.find(content) != std::string::npos) continue;
    const bool is_system = message.role == "system";
    findings.warn(
        is_system ? "system_dropped" : "message_changed", view.where,
        fmt::format("the chat template of {} {} the {} message {}", model.name,
                    is_system ? "drops or changes" : "changes or drops", message.role, quoted(content.substr(0, 60))),
        model.name + message.role);
  }
}

void check_token_counts(const SampleView& view, const Request& request, const EncodedRequest& encoded,
                        const ModelView& model, Findings& findings) {
  if (std::holds_alternative<RollingLoglikelihood>(request.body)) return;  // asked in windows
  std::int64_t longest = 0;
  for (const std::vector<std::int32_t>& ids : encoded.continuations)
    longest = std::max(longest, static_cast<std::int64_t>(ids.size()));
  const auto prompt = static_cast<std::int64_t>(encoded.ids.size());
  const bool generates = std::holds_alternative<Generate>(request.body);
  if (model.context_length) {
    const std::int64_t limit = *model.context_length;
    if (prompt + std::max<std::int64_t>(longest, generates ? 1 : 0) > limit)
      findings.error("context_too_long", view.where,
                     fmt::format("the prompt has {} tokens{}, more than the {} of {}'s context", prompt,
                                 longest > 0 ? fmt::format(" and its longest choice {}", longest) : "", limit, model.name),
                     model.name);
    else if (generates && prompt + view.task.sampling.max_tokens > limit)
      findings.warn(
          "answer_room", view.where,
          fmt::format(
              "behind a prompt of {} tokens only {} of the context of {} are left, fewer than max_tokens {}: long answers "
              "are cut",
              prompt, limit - prompt, model.name, view.task.sampling.max_tokens),
          model.name);
  }
  if (!generates || view.sample.targets.empty() || !model.count_tokens) return;
  const std::int64_t needed = model.count_tokens(view.sample.targets.front());
  if (needed > view.task.sampling.max_tokens)
    findings.warn("max_tokens_small", view.where,
                  fmt::format("the right answer has {} tokens for {}, and max_tokens is {}: it can never be given whole",
                              needed, model.name, view.task.sampling.max_tokens));
}

}  // namespace assay::run
