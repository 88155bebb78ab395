#include "metrics/text/mt_tokenize.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/metrics/scoring.h"

namespace assay::metrics {
namespace {

TEST(MtTokenize, ThirteenASplitsPunctuationButNotNumbers) {
  EXPECT_EQ(mt_tokenize("13a", "It's $1,234.56 (up 3-4%), no?"), "It's $ 1,234.56 ( up 3 - 4 % ) , no ?");
  EXPECT_EQ(mt_tokenize("13a", "in 2024."), "in 2024 .");
  EXPECT_EQ(mt_tokenize("13a", ".5 e-mail"), ". 5 e-mail");
}

TEST(MtTokenize, ThirteenAUndoesEntitiesAndJoinsHyphenatedLines) {
  EXPECT_EQ(mt_tokenize("13a", "&lt;a&gt; &quot;b&quot; R&amp;D<skipped>"), "< a > \" b \" R & D");
  EXPECT_EQ(mt_tokenize("13a", "hyphen-\nated\nlines"), "hyphenated lines");
}

TEST(MtTokenize, IntlSplitsPunctuationAndSymbolsOfAnyScript) {
  EXPECT_EQ(mt_tokenize("intl", "\xC2\xAB"
                          "5\xE2\x82\xAC\xC2\xBB 1,5 a,b 2024."),
            "\xC2\xAB"
            "5 \xE2\x82\xAC \xC2\xBB 1,5 a , b 2024.");
}

TEST(MtTokenize, CharKeepsCharactersWhole) {
  EXPECT_EQ(mt_tokenize("char", "a\xC3\xA9\xF0\x9F\x98\x80"), "a \xC3\xA9 \xF0\x9F\x98\x80");
}

TEST(MtTokenize, ZhSplitsChineseAndTreatsTheRestAs13a) {
  EXPECT_EQ(mt_tokenize("zh", "\xE6\x88\x91\xE7\x88\xB1"
                        "C++\xE3\x80\x82"),
            "\xE6\x88\x91 \xE7\x88\xB1 C + + \xE3\x80\x82");
}

TEST(MtTokenize, EmptyTextStaysEmpty) {
  for (const std::string_view name : kMtTokenizers) EXPECT_EQ(mt_tokenize(name, ""), "") << name;
}

TEST(MtTokenize, EqualsSacrebleusOutputs) {
  ASSAY_SHARED_OR_SKIP(path, "vectors/sacrebleu_tokenizers.json");
  const Value vectors = test::read_json(path);
  int checked = 0;
  for (const Value& c : vectors.find("cases")->as_array()) {
    const std::string name = c.find("tok")->as_string();
    if (std::find(kMtTokenizers.begin(), kMtTokenizers.end(), name) == kMtTokenizers.end()) continue;
    const std::string out = mt_tokenize(name, c.find("in")->as_string());
    EXPECT_EQ(out, c.find("out")->as_string()) << name << ": " << c.find("in")->as_string();
    const Value* tokens = c.find("bleu_tokens");
    ASSERT_NE(tokens, nullptr);
    std::string storage;
    std::vector<std::string_view> found;
    mt_tokens(name, c.find("in")->as_string(), storage, found);
    EXPECT_EQ(std::vector<std::string>(found.begin(), found.end()), test::strings(*tokens))
        << name << ": " << c.find("in")->as_string();
    ++checked;
  }
  EXPECT_EQ(checked, 145);
}

}  // namespace
}  // namespace assay::metrics
