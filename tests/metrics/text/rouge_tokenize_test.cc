#include "metrics/text/rouge_tokenize.h"

#include <gtest/gtest.h>

#include <ios>

#include "harness/text/unicode.h"
#include "harness/text/utf8.h"

namespace assay::metrics {
namespace {

using Tokens = std::vector<std::string>;

Tokens tokens_of(std::string_view text, bool use_stemmer) {
  std::string storage;
  const auto tokens = rouge_tokens(text, use_stemmer, storage);
  return Tokens(tokens.begin(), tokens.end());
}

TEST(RougeTokens, AreRunsOfAsciiLettersAndDigits) {
  EXPECT_EQ(tokens_of("It's 3.5, na\xC3\xAFve_x!", false), (Tokens{"it", "s", "3", "5", "na", "ve", "x"}));
  EXPECT_EQ(tokens_of(" \xE2\x80\xA6 ", false), Tokens{});
}

TEST(RougeTokens, LowerCaseIsThatOfUnicode) { EXPECT_EQ(tokens_of("5\xE2\x84\xAA", false), (Tokens{"5k"})); }

TEST(RougeTokens, OnlyWordsOverThreeCharactersAreStemmed) {
  EXPECT_EQ(tokens_of("was running ties", true), (Tokens{"was", "run", "tie"}));
}

TEST(RougeTokens, LowerCaseIsThatOfUnicodeForEveryCharacter) {
  for (char32_t c = 1; c <= 0x10FFFF; ++c) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    std::string text = "a";
    text::append_utf8(text, c);
    text += "b";
    std::string expected = text::to_lower(text);
    for (char& byte : expected)
      if (!((byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9'))) byte = ' ';
    ASSERT_EQ(tokens_of(text, false), text::split_white_space(expected)) << std::hex << static_cast<std::uint32_t>(c);
  }
}

TEST(RougeTokens, AreWhatIsLeftOfInvalidBytes) {
  EXPECT_EQ(tokens_of("a\xE2\x84", false), Tokens{"a"});
  EXPECT_EQ(tokens_of("\xC4", false), Tokens{});
  EXPECT_EQ(tokens_of(std::string_view("a\0b\xFFz", 5), false), (Tokens{"a", "b", "z"}));
}

TEST(RougeSentences, AreLinesWithTokens) {
  std::string storage;
  using Sentences = std::vector<std::vector<std::string_view>>;
  EXPECT_EQ(rouge_sentences("A b\n\n...\nc", false, storage), (Sentences{{"a", "b"}, {"c"}}));
  EXPECT_EQ(rouge_sentences("running\n", true, storage), Sentences{{"run"}});
  EXPECT_EQ(rouge_sentences("", false, storage), Sentences{});
}

}  // namespace
}  // namespace assay::metrics
