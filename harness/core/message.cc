#include "harness/core/message.h"

namespace assay {

std::string to_plain_text(const Prompt& prompt) {
  if (!prompt.is_chat()) return prompt.text;
  std::string text;
  for (const Message& message : prompt.messages) {
    if (!text.empty()) text += "\n\n";
    text += "[" + message.role + "]\n" + message.content;
  }
  return text;
}

}  // namespace assay
