#include "backends/local/tokenizer/added_tokens.h"

#include <gtest/gtest.h>

namespace assay::local {
namespace {

AddedToken token(std::string content, TokenId id) {
  AddedToken t;
  t.content = std::move(content);
  t.id = id;
  return t;
}

// "text|7:token|text"
std::string split(const AddedTokens& tokens, std::string_view text, bool with_special = true) {
  std::string out;
  for (const auto& part : tokens.split(text, with_special)) {
    if (!out.empty()) out += '|';
    if (part.id >= 0) out += std::to_string(part.id) + ":";
    out += part.text;
  }
  return out;
}

TEST(AddedTokens, TheLeftmostAndLongestIsFound) {
  const AddedTokens tokens({token("<a>", 1), token("<a><b>", 2), token("b><", 3)});
  EXPECT_EQ(split(tokens, "x<a><b><a>y"), "x|2:<a><b>|1:<a>|y");
  EXPECT_EQ(split(tokens, "<b><a"), "<|3:b><|a");
  EXPECT_EQ(split(tokens, ""), "");
  EXPECT_EQ(split(AddedTokens(), "abc"), "abc");
}

TEST(AddedTokens, SpecialOnesArePlainTextUnlessAskedFor) {
  AddedToken special = token("<s>", 1);
  special.special = true;
  const AddedTokens tokens({special, token("<u>", 2)});
  EXPECT_EQ(split(tokens, "<s>a<u>", false), "<s>a|2:<u>");
  EXPECT_EQ(split(tokens, "<s>a<u>", true), "1:<s>|a|2:<u>");
}

TEST(AddedTokens, WhiteSpaceIsTakenWhereTheTokenSaysSo) {
  AddedToken left = token("<l>", 1), right = token("<r>", 2);
  left.lstrip = right.rstrip = true;
  const AddedTokens tokens({left, right});
  EXPECT_EQ(split(tokens, "a \xC2\xA0<l> b"), "a|1: \xC2\xA0<l>| b");
  EXPECT_EQ(split(tokens, "a <r> \n b"), "a |2:<r> \n |b");
  EXPECT_EQ(split(tokens, "<r>  <l>"), "2:<r>  |1:<l>");
}

TEST(AddedTokens, ASingleWordIsNotFoundInsideAWord) {
  AddedToken word = token("cat", 1);
  word.single_word = true;
  const AddedTokens tokens({word});
  EXPECT_EQ(split(tokens, "cat concat cats cat."), "1:cat| concat cats |1:cat|.");
  EXPECT_EQ(split(tokens,
                  "\xC3\xA9"
                  "cat"),
            "\xC3\xA9"
            "cat");
}

}  // namespace
}  // namespace assay::local
