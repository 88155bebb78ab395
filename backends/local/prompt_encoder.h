#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "backends/local/schedule/score_job.h"
#include "backends/local/tokenizer/chat_template.h"
#include "backends/local/tokenizer/tokenizer.h"
#include "harness/core/message.h"

namespace assay::local {

/// From prompts to the token ids that a model is fed. The rules are those of lm-evaluation-harness, but that a token
/// which spans the border of context and continuation moves the border instead of being cut.
/// Threads: const members are safe from several threads.
class PromptEncoder {
 public:
  /// `add_bos` overrides whether begin-of-sequence is put in front of plain text. `where` names the model in messages.
  /// Throws: Error(kConfig) where it is asked for and the tokenizer has none, and for a chat template that cannot be
  /// read.
  PromptEncoder(TokenizerBundle bundle, std::optional<bool> add_bos, std::string where);

  bool has_chat_template() const { return chat_ != nullptr; }
  /// The conversation as the text of the chat template. Throws: Error(kRuntime) where the model has none;
  /// Error(kConfig) for what the template refuses.
  std::string render_chat(std::span<const Message> messages) const;
  /// Begin of sequence, else end of sequence: what stands before a text without a context.
  std::optional<TokenId> prefix_token() const { return bundle_.bos ? bundle_.bos : bundle_.eos; }

  /// The ids to continue: plain text with the tokenizer's own special tokens (no end of sequence), or the rendered
  /// conversation with its written ones. Nothing to encode gives the prefix token. Throws: as render_chat.
  std::vector<TokenId> prompt(const Prompt& prompt) const;
  /// A context and its continuations, to be scored. White space at the context's end belongs to the continuation; an
  /// empty context is the prefix token.
  /// Throws: Error(kConfig) for an empty continuation, and where there is no context and no prefix token; as
  /// render_chat.
  ScoreGroup continuations(const Prompt& context, std::span<const std::string> continuations) const;
  /// The ids of a whole text, without special tokens.
  std::vector<TokenId> whole_text(std::string_view text) const;

 private:
  std::vector<TokenId> encode(std::string_view text, bool is_chat) const;
  std::vector<std::vector<TokenId>> encode_each(std::string_view beginning, std::span<const std::string> endings,
                                                bool is_chat) const;
  ScoreGroup without_context(std::span<const std::string> continuations) const;
  TokenId required_prefix() const;

  TokenizerBundle bundle_;
  bool add_bos_;
  std::string where_;
  std::unique_ptr<const ChatTemplate> chat_;
};

}  // namespace assay::local
