#include "metrics/text/western_tokens.h"

#include <gtest/gtest.h>

#include "harness/core/random.h"
#include "harness/text/regex.h"
#include "metrics/text/words.h"

namespace assay::metrics {
namespace {

std::string western(std::string_view text, const WesternRules& rules) {
  std::vector<std::string_view> tokens;
  western_tokens(text, rules, tokens);
  return joined(tokens);
}

/// The definition: substitutions one after another.
std::string by_substitution(std::string_view text, const WesternRules& rules) {
  static const text::Regex alone("([{-~[-` -&(-+:-@/])"), possessive("'s "), after("([^0-9])([.,])"),
      before("([.,])([^0-9])"), dash("([0-9])(-)");
  std::string line = rules.padded ? " " + std::string(text) + " " : std::string(text);
  line = alone.replace_all(line, " \\1 ");
  if (rules.possessive) line = possessive.replace_all(line, " 's ");
  line = after.replace_all(line, "\\1 \\2 ");
  line = before.replace_all(line, " \\1 \\2");
  line = dash.replace_all(line, "\\1 \\2 ");
  std::vector<std::string_view> words;
  split_words(line, words);
  return joined(words);
}

TEST(WesternTokens, KeepNumbersWhole) {
  EXPECT_EQ(western("3.5, 1,000. .5 5. 4-5 a-b", {}), "3.5 , 1,000 . . 5 5 . 4 - 5 a-b");
  EXPECT_EQ(western("5.", {.padded = false}), "5.");
}

TEST(WesternTokens, EqualTheSubstitutionsTheyStandFor) {
  RandomStream random(21);
  const std::vector<std::string> parts = {"5",  "12", ".", ",", "-",  "a",        "s",
                                          "'s", "'",  " ", "(", "\"", "\xC3\xA9", "\xE3\x80\x82"};
  for (int round = 0; round < 4000; ++round) {
    std::string text;
    for (std::uint64_t n = random.below(12); n > 0; --n) text += parts[random.below(parts.size())];
    for (const bool padded : {true, false})
      for (const bool possessive : {true, false}) {
        const WesternRules rules = {padded, possessive, nullptr};
        ASSERT_EQ(western(text, rules), by_substitution(text, rules)) << "'" << text << "' " << padded << possessive;
      }
  }
}

TEST(WesternTokens, SplitOffWhatStandsAlone) {
  const WesternRules rules = {.padded = false, .stands_alone = [](char32_t c) { return c == 0xE9; }};
  EXPECT_EQ(western("ab\xC3\xA9.5\xC3\xA9 \xC3\xA8", rules), "ab \xC3\xA9 . 5 \xC3\xA9 \xC3\xA8");
}

TEST(WesternTokens, TakeAnyBytes) {
  EXPECT_EQ(western("\xE2\x80 .\xFF", {}), "\xE2\x80 . \xFF");
  EXPECT_EQ(western("", {}), "");
}

}  // namespace
}  // namespace assay::metrics
