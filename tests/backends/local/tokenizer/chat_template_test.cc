#include "backends/local/tokenizer/chat_template.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/core/error.h"
#include "tests/backends/local/tokenizer/golden.h"

namespace assay::local {
namespace {

TokenizerBundle bundle_with(std::string chat_template) {
  TokenizerBundle bundle;
  bundle.chat_template = std::move(chat_template);
  bundle.bos_text = "<s>";
  bundle.eos_text = "</s>";
  return bundle;
}

TEST(ChatTemplate, SmolLm2IsRenderedAsByJinja2) {
  const Value file = golden("smollm2_chat.json");
  const ChatTemplate chat(bundle_with(file.find("template")->as_string()), "SmolLM2");
  ASSERT_EQ(file.find("chats")->size(), 4u);
  for (const Value& one : file.find("chats")->as_array()) {
    std::vector<Message> messages;
    for (const Value& m : one.find("messages")->as_array())
      messages.push_back({m.find("role")->as_string(), m.find("content")->as_string()});
    EXPECT_EQ(chat.render(messages), one.find("text")->as_string());
  }
}

constexpr const char* kStripping =
    "{{ bos_token }}{% for m in messages %}[{{ m.role }}]{{ m.content | trim }}{{ eos_token }}{% endfor %}"
    "{% if add_generation_prompt %}[assistant]{% endif %}";

TEST(ChatTemplate, ALastMessageOfTheAssistantIsContinued) {
  const ChatTemplate chat(bundle_with(kStripping), "a model");
  EXPECT_EQ(chat.render(std::vector<Message>{{"user", "Hi "}}), "<s>[user]Hi</s>[assistant]");
  EXPECT_EQ(chat.render(std::vector<Message>{{"user", "Hi"}, {"assistant", "Hi there"}}),
            "<s>[user]Hi</s>[assistant]Hi there");
  // The template strips the content: so is the space at its end.
  EXPECT_EQ(chat.render(std::vector<Message>{{"user", "Hi"}, {"assistant", " Hi there "}}),
            "<s>[user]Hi</s>[assistant]Hi there");
  EXPECT_EQ(chat.render(std::vector<Message>{{"user", "Hi"}, {"assistant", ""}}), "<s>[user]Hi</s>[assistant]");
}

TEST(ChatTemplate, ErrorsSayWhatIsMissing) {
  const auto message_of = [](const std::string& source, const std::vector<Message>& messages) -> std::string {
    try {
      return ChatTemplate(bundle_with(source), "a model").render(messages);
    } catch (const Error& e) {
      return e.message();
    }
  };
  EXPECT_THAT(message_of("", {{"user", "a"}}), testing::HasSubstr("a model: the model has no chat template"));
  EXPECT_THAT(message_of("x", {}), testing::HasSubstr("without messages"));
  EXPECT_THAT(message_of("{{ messages[0].content }}", {{"user", "a"}, {"assistant", "b"}}),
              testing::HasSubstr("drops the last message"));
  EXPECT_THAT(message_of("{{ raise_exception('roles must alternate') }}", {{"user", "a"}}),
              testing::HasSubstr("roles must alternate"));
}

}  // namespace
}  // namespace assay::local
