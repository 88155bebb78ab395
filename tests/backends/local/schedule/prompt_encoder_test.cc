#include "backends/local/prompt_encoder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/core/error.h"

namespace assay::local {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// A letter is its own code; "th" is one token (200), and so is "e " (201). Begin is 1, end is 2.
class PairTokenizer : public Tokenizer {
 public:
  std::vector<TokenId> encode(std::string_view text, SpecialTokens special) const override {
    std::vector<TokenId> ids;
    if (special == SpecialTokens::kAdd) ids.push_back(1);
    while (!text.empty()) {
      const bool pair = text.starts_with("th") || text.starts_with("e ");
      ids.push_back(text.starts_with("th") ? 200 : pair ? 201 : static_cast<TokenId>(text.front()));
      text.remove_prefix(pair ? 2 : 1);
    }
    if (special == SpecialTokens::kAdd) ids.push_back(2);
    return ids;
  }
  std::string decode(std::span<const TokenId>, bool) const override { return ""; }
  std::string token_bytes(TokenId) const override { return ""; }
  std::string_view token_text(TokenId) const override { return ""; }
  int vocab_size() const override { return 256; }
  bool is_special(TokenId id) const override { return id < 3; }
  std::optional<TokenId> find(std::string_view) const override { return std::nullopt; }
};

TokenizerBundle bundle() {
  TokenizerBundle out;
  out.tokenizer = std::make_shared<PairTokenizer>();
  out.bos = 1;
  out.eos = 2;
  out.adds_bos = out.adds_eos = true;
  return out;
}

ScoreGroup score(const std::string& context, std::vector<std::string> continuations) {
  return PromptEncoder(bundle(), {}, "model").continuations({context, {}}, continuations);
}

TEST(PromptEncoder, APromptHasABeginAndNoEnd) {
  EXPECT_THAT(PromptEncoder(bundle(), {}, "model").prompt({"ab", {}}), ElementsAre(1, 'a', 'b'));
  EXPECT_THAT(PromptEncoder(bundle(), false, "model").prompt({"ab", {}}), ElementsAre('a', 'b'));
  EXPECT_THAT(PromptEncoder(bundle(), false, "model").prompt({"", {}}), ElementsAre(1));
}

TEST(PromptEncoder, AContinuationIsWhatTheWholeHasBehindTheContext) {
  const ScoreGroup group = score("ab", {"cd", "e"});
  EXPECT_THAT(group.context, ElementsAre(1, 'a', 'b'));
  EXPECT_THAT(group.continuations[0].ids, ElementsAre('c', 'd'));
  EXPECT_THAT(group.continuations[1].ids, ElementsAre('e'));
  EXPECT_EQ(group.continuations[0].score_from, 0u);
}

TEST(PromptEncoder, WhiteSpaceAtTheContextsEndBelongsToTheContinuation) {
  const ScoreGroup group = score("ab \n", {"c"});
  EXPECT_THAT(group.context, ElementsAre(1, 'a', 'b'));
  EXPECT_THAT(group.continuations[0].ids, ElementsAre(' ', '\n', 'c'));
}

TEST(PromptEncoder, ATokenOverTheBorderIsScoredWithTheContinuation) {
  const ScoreGroup group = score("at", {"he", "x"});
  // "ath..." is a, th: the context's "t" is no token of it, but is one before "x".
  EXPECT_THAT(group.context, ElementsAre(1, 'a'));
  EXPECT_THAT(group.continuations[0].ids, ElementsAre(200, 'e'));
  EXPECT_EQ(group.continuations[0].score_from, 0u);
  EXPECT_THAT(group.continuations[1].ids, ElementsAre('t', 'x'));
  EXPECT_EQ(group.continuations[1].score_from, 1u);
}

TEST(PromptEncoder, AnEmptyContextIsThePrefixToken) {
  const ScoreGroup group = score("", {"ab"});
  EXPECT_THAT(group.context, ElementsAre(1));
  EXPECT_THAT(group.continuations[0].ids, ElementsAre('a', 'b'));
  TokenizerBundle without = bundle();
  without.bos.reset();
  without.adds_bos = false;
  const std::vector<std::string> continuations = {"ab"};
  EXPECT_THAT(PromptEncoder(without, {}, "model").continuations({}, continuations).context, ElementsAre(2));
}

TEST(PromptEncoder, RefusesEmptyContinuationsMissingTemplatesAndMissingBegins) {
  const auto message_of = [](auto&& call) {
    try {
      call();
    } catch (const Error& error) {
      return error.message();
    }
    return std::string("no error");
  };
  EXPECT_THAT(message_of([] { score("ab", {""}); }), HasSubstr("no tokens"));
  EXPECT_THAT(message_of([] {
                PromptEncoder(bundle(), {}, "model").prompt({"", {{"user", "hi"}}});
              }),
              HasSubstr("no chat template"));
  TokenizerBundle without = bundle();
  without.bos.reset();
  EXPECT_THAT(message_of([&] { PromptEncoder(without, true, "model"); }), HasSubstr("begin-of-sequence"));
}

}  // namespace
}  // namespace assay::local
