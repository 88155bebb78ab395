#pragma once

#include <string>
#include <vector>

namespace assay {

/// One turn of a conversation. `role` is "system", "user", "assistant" or "tool".
struct Message {
  std::string role;
  std::string content;

  bool operator==(const Message&) const = default;
};

/// What a model is given: either plain text, or messages for its chat template; never both.
/// A last message of the assistant is a prefill: the model continues it.
struct Prompt {
  std::string text;
  std::vector<Message> messages;

  bool is_chat() const { return !messages.empty(); }
  bool operator==(const Prompt&) const = default;
};

/// The prompt as one text for a person: the text itself, or each message under its role.
std::string to_plain_text(const Prompt& prompt);

}  // namespace assay
