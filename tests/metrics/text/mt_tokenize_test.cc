#include "metrics/text/mt_tokenize.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "harness/text/unicode.h"
#include "metrics/text/words.h"
#include "tests/metrics/scoring.h"

namespace assay::metrics {
namespace {

std::string tokenized(std::string_view name, std::string_view text) {
  std::string storage;
  std::vector<std::string_view> tokens;
  mt_tokens(name, text, storage, tokens);
  return joined(tokens);
}

TEST(MtTokenize, ThirteenASplitsPunctuationButNotNumbers) {
  EXPECT_EQ(tokenized("13a", "It's $1,234.56 (up 3-4%), no?"), "It's $ 1,234.56 ( up 3 - 4 % ) , no ?");
  EXPECT_EQ(tokenized("13a", "in 2024."), "in 2024 .");
  EXPECT_EQ(tokenized("13a", ".5 e-mail"), ". 5 e-mail");
}

TEST(MtTokenize, ThirteenAUndoesEntitiesAndJoinsHyphenatedLines) {
  EXPECT_EQ(tokenized("13a", "&lt;a&gt; &quot;b&quot; R&amp;D<skipped>"), "< a > \" b \" R & D");
  EXPECT_EQ(tokenized("13a", "hyphen-\nated\nlines"), "hyphenated lines");
}

TEST(MtTokenize, IntlSplitsPunctuationAndSymbolsOfAnyScript) {
  EXPECT_EQ(tokenized("intl", "\xC2\xAB"
                          "5\xE2\x82\xAC\xC2\xBB 1,5 a,b 2024."),
            "\xC2\xAB"
            "5 \xE2\x82\xAC \xC2\xBB 1,5 a , b 2024.");
}

TEST(MtTokenize, CharKeepsCharactersWhole) {
  EXPECT_EQ(tokenized("char", "a\xC3\xA9\xF0\x9F\x98\x80"), "a \xC3\xA9 \xF0\x9F\x98\x80");
}

TEST(MtTokenize, ZhSplitsChineseAndTreatsTheRestAs13a) {
  EXPECT_EQ(tokenized("zh", "\xE6\x88\x91\xE7\x88\xB1"
                        "C++\xE3\x80\x82"),
            "\xE6\x88\x91 \xE7\x88\xB1 C + + \xE3\x80\x82");
}

TEST(MtTokenize, EmptyTextStaysEmpty) {
  for (const std::string_view name : kMtTokenizers) EXPECT_EQ(tokenized(name, ""), "") << name;
}

TEST(MtTokenize, EqualsSacrebleusOutputs) {
  ASSAY_SHARED_OR_SKIP(path, "vectors/sacrebleu_tokenizers.json");
  const Value vectors = test::read_json(path);
  int checked = 0;
  for (const Value& c : vectors.find("cases")->as_array()) {
    const std::string name = c.find("tok")->as_string();
    if (std::find(kMtTokenizers.begin(), kMtTokenizers.end(), name) == kMtTokenizers.end()) continue;
    const std::string in = c.find("in")->as_string();
    const std::vector<std::string> tokens = test::strings(*c.find("bleu_tokens"));
    EXPECT_EQ(tokenized(name, in), joined(std::vector<std::string_view>(tokens.begin(), tokens.end())))
        << name << ": " << in;
    // The tokenizer's own output keeps white space that BLEU's split drops.
    EXPECT_EQ(tokens, text::split_white_space(c.find("out")->as_string()));
    ++checked;
  }
  EXPECT_EQ(checked, 145);
}

}  // namespace
}  // namespace assay::metrics
