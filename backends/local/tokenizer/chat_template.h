#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "backends/local/tokenizer/tokenizer.h"
#include "harness/core/message.h"
#include "harness/text/jinja/template.h"

namespace assay::local {

/// A model's way to write a conversation as one text, from its Jinja template.
/// Threads: const members are safe from several threads.
/// Source: transformers' apply_chat_template.
class ChatTemplate {
 public:
  /// Throws: Error(kRuntime) that names `where` for a model without a template; Error(kConfig) for one that cannot be
  /// read.
  ChatTemplate(const TokenizerBundle& bundle, std::string_view where);

  /// The text that asks for the next turn of the assistant; where the last message is the assistant's, the text up to
  /// the end of its content, to be continued. Its special tokens are written out: encode it with SpecialTokens::kParse.
  /// Throws: Error(kConfig) for no messages, for what the template refuses, and where it drops the message to continue.
  std::string render(std::span<const Message> messages) const;

 private:
  std::string where_;
  std::string bos_text_, eos_text_;
  text::jinja::Template template_;
};

}  // namespace assay::local
