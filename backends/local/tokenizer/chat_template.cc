#include "backends/local/tokenizer/chat_template.h"

#include <fmt/core.h>

#include "harness/core/error.h"
#include "harness/core/value.h"
#include "harness/text/unicode.h"

namespace assay::local {
namespace {

// Written after the message to continue, to find the place in the rendered text. The space at its end tells whether the
// template strips the content: then the space is gone.
constexpr std::string_view kMark = "ASSAY_END_OF_THE_MESSAGE_TO_CONTINUE ";

const std::string& template_of(const TokenizerBundle& bundle, std::string_view where) {
  if (bundle.chat_template.empty())
    throw Error(ErrorKind::kRuntime,
                fmt::format("{}: the model has no chat template; give it a plain prompt instead of messages", where));
  return bundle.chat_template;
}

}  // namespace

ChatTemplate::ChatTemplate(const TokenizerBundle& bundle, std::string_view where)
    : where_(where),
      bos_text_(bundle.bos_text),
      eos_text_(bundle.eos_text),
      template_(template_of(bundle, where), fmt::format("chat template of {}", where),
                text::jinja::TemplateOptions::chat()) {}

std::string ChatTemplate::render(std::span<const Message> messages) const {
  if (messages.empty())
    throw Error(ErrorKind::kConfig, fmt::format("{}: a conversation without messages cannot be rendered", where_));
  const bool continues = messages.back().role == "assistant";
  Value list = Value::array();
  for (std::size_t i = 0; i < messages.size(); ++i) {
    Value message = Value::object();
    message.set("role", messages[i].role);
    const bool marked = continues && i + 1 == messages.size();
    message.set("content", marked ? messages[i].content + std::string(kMark) : messages[i].content);
    list.push_back(std::move(message));
  }
  Value context = Value::object();
  context.set("messages", std::move(list));
  context.set("bos_token", bos_text_);
  context.set("eos_token", eos_text_);
  context.set("add_generation_prompt", !continues);
  // Named in every call of transformers, so that `tools is not none` is false there.
  context.set("tools", Value());
  context.set("documents", Value());
  std::string rendered = template_.render(context);
  if (!continues) return rendered;

  const std::string_view bare_mark = kMark.substr(0, kMark.size() - 1);
  const std::size_t end = rendered.rfind(bare_mark);
  if (end == std::string::npos ||
      std::string_view(rendered).substr(0, end).find(text::strip(messages.back().content)) == std::string_view::npos)
    throw Error(
        ErrorKind::kConfig,
        fmt::format("{}: the chat template drops the last message of the assistant, which is to be continued", where_));
  const bool keeps_space = std::string_view(rendered).substr(end).starts_with(kMark);
  const std::string_view text = std::string_view(rendered).substr(0, end);
  return std::string(keeps_space ? text : text::rstrip(text));
}

}  // namespace assay::local
