#include "backends/local/prompt_encoder.h"

#include <fmt/core.h>

#include <algorithm>

#include "harness/core/error.h"
#include "harness/text/unicode.h"

namespace assay::local {
namespace {

std::size_t common_prefix(std::span<const TokenId> a, std::span<const TokenId> b) {
  return static_cast<std::size_t>(std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first - a.begin());
}

void refuse_empty(const std::string& continuation, const std::vector<TokenId>& ids) {
  if (continuation.empty() || ids.empty())
    throw Error(ErrorKind::kConfig,
                fmt::format("the continuation '{}' has no tokens; expected at least one to score", continuation));
}

}  // namespace

PromptEncoder::PromptEncoder(TokenizerBundle bundle, std::optional<bool> add_bos, std::string where)
    : bundle_(std::move(bundle)), add_bos_(add_bos.value_or(bundle_.adds_bos)), where_(std::move(where)) {
  if (add_bos_ && !bundle_.bos)
    throw Error(ErrorKind::kConfig,
                fmt::format("{}: add_bos is true, but the tokenizer has no begin-of-sequence token", where_));
  if (!bundle_.chat_template.empty()) chat_ = std::make_unique<ChatTemplate>(bundle_, where_);
}

std::string PromptEncoder::render_chat(std::span<const Message> messages) const {
  if (chat_ == nullptr)
    throw Error(ErrorKind::kRuntime,
                fmt::format("{}: the model has no chat template; give it a plain prompt instead of messages", where_));
  return chat_->render(messages);
}

TokenId PromptEncoder::required_prefix() const {
  const auto prefix = prefix_token();
  if (!prefix)
    throw Error(ErrorKind::kConfig, fmt::format("{}: an empty context needs a begin- or end-of-sequence token, and the "
                                                "tokenizer has neither",
                                                where_));
  return *prefix;
}

std::vector<TokenId> PromptEncoder::encode(std::string_view text, bool is_chat) const {
  const std::string nothing;
  return std::move(encode_each(text, std::span(&nothing, 1), is_chat).front());
}

std::vector<std::vector<TokenId>> PromptEncoder::encode_each(std::string_view beginning, std::span<const std::string> endings,
                                                             bool is_chat) const {
  if (is_chat) return bundle_.tokenizer->encode_each(beginning, endings, SpecialTokens::kParse);
  const bool as_told = add_bos_ != bundle_.adds_bos;
  auto all = bundle_.tokenizer->encode_each(beginning, endings, as_told ? SpecialTokens::kNone : SpecialTokens::kAdd);
  for (std::vector<TokenId>& ids : all) {
    if (as_told && add_bos_) ids.insert(ids.begin(), *bundle_.bos);
    // What is to be continued is not at its end.
    if (!as_told && bundle_.adds_eos && bundle_.eos && !ids.empty() && ids.back() == *bundle_.eos) ids.pop_back();
  }
  return all;
}

std::vector<TokenId> PromptEncoder::prompt(const Prompt& prompt) const {
  std::vector<TokenId> ids = prompt.is_chat() ? encode(render_chat(prompt.messages), true) : encode(prompt.text, false);
  if (ids.empty()) ids.push_back(required_prefix());
  return ids;
}

ScoreGroup PromptEncoder::without_context(std::span<const std::string> continuations) const {
  ScoreGroup group{{required_prefix()}, {}};
  for (const std::string& continuation : continuations) {
    ScoredTokens scored{bundle_.tokenizer->encode(continuation, SpecialTokens::kNone), 0};
    refuse_empty(continuation, scored.ids);
    // A continuation that begins with the prefix token itself does not get a second one.
    if (scored.ids.size() > 1 && scored.ids.front() == group.context.front()) scored.ids.erase(scored.ids.begin());
    group.continuations.push_back(std::move(scored));
  }
  return group;
}

ScoreGroup PromptEncoder::continuations(const Prompt& context, std::span<const std::string> continuations) const {
  const bool is_chat = context.is_chat();
  const std::string text = is_chat ? render_chat(context.messages) : context.text;
  if (text.empty()) return without_context(continuations);
  const std::string_view kept = text::rstrip(text);
  std::vector<std::string> endings = {""};
  for (const std::string& continuation : continuations) endings.push_back(text.substr(kept.size()) + continuation);
  std::vector<std::vector<TokenId>> wholes = encode_each(kept, endings, is_chat);
  const std::vector<TokenId> context_ids = std::move(wholes.front());
  wholes.erase(wholes.begin());

  std::vector<std::size_t> borders;
  std::size_t shared = context_ids.size();
  for (std::size_t i = 0; i < wholes.size(); ++i) {
    const std::vector<TokenId>& whole = wholes[i];
    refuse_empty(continuations[i], whole);
    // Where the context's ids are no prefix of the whole, a token spans the border: it is scored with the continuation.
    const std::size_t border = std::min(common_prefix(context_ids, whole), whole.size() - 1);
    borders.push_back(border);
    shared = std::min(shared, border);
  }
  ScoreGroup group;
  group.context.assign(context_ids.begin(), context_ids.begin() + static_cast<std::ptrdiff_t>(shared));
  for (std::size_t i = 0; i < wholes.size(); ++i)
    group.continuations.push_back(
        {{wholes[i].begin() + static_cast<std::ptrdiff_t>(shared), wholes[i].end()}, borders[i] - shared});
  if (group.context.empty()) group.context.push_back(required_prefix());
  return group;
}

std::vector<TokenId> PromptEncoder::whole_text(std::string_view text) const {
  return bundle_.tokenizer->encode(text, SpecialTokens::kNone);
}

}  // namespace assay::local
