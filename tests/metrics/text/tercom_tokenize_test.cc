#include "metrics/text/tercom_tokenize.h"

#include <gtest/gtest.h>

#include "metrics/text/words.h"
#include "tests/metrics/scoring.h"

namespace assay::metrics {
namespace {

std::string tercom(std::string_view text, const TercomOptions& options) {
  std::string storage;
  std::vector<std::string_view> tokens;
  tercom_tokens(text, options, storage, tokens);
  return joined(tokens);
}

TEST(TercomTokens, AreLowerCaseWordsByDefault) {
  EXPECT_EQ(tercom(" It's  \xC3\x89t\xC3\xA9, OK.\n", {}), "it's \xC3\xA9t\xC3\xA9, ok.");
  EXPECT_EQ(tercom("It's", {.case_sensitive = true}), "It's");
}

TEST(TercomTokens, NormalizedSplitsPunctuationAndPossessives) {
  const TercomOptions options = {.normalized = true};
  EXPECT_EQ(tercom("The dog's 3.5 (or 4-5) bones' ends.", options), "the dog 's 3.5 ( or 4 - 5 ) bones' ends .");
  EXPECT_EQ(tercom("it's, dog's. dog's", options), "it's , dog's . dog 's");
  EXPECT_EQ(tercom("a\n-b\nc &lt;&amp;quot;", options), "ab c < & quot ;");
}

TEST(TercomTokens, NoPunctRemovesMarksWithinWordsToo) {
  EXPECT_EQ(tercom("a.b, (c) ! d-e", {.no_punct = true}), "ab c d-e");
}

TEST(TercomTokens, AsianSupportNeedsOneOfTheOtherTwo) {
  const std::string text = "\xE6\x88\x91\xE7\x88\xB1\xE3\x80\x82\xE3\x81\x82\xE3\x81\x84";
  EXPECT_EQ(tercom(text, {.asian_support = true}), text);
  EXPECT_EQ(tercom(text, {.normalized = true, .asian_support = true}),
            "\xE6\x88\x91 \xE7\x88\xB1 \xE3\x80\x82 \xE3\x81\x82\xE3\x81\x84");
  EXPECT_EQ(tercom(text, {.no_punct = true, .asian_support = true}),
            "\xE6\x88\x91\xE7\x88\xB1\xE3\x81\x82\xE3\x81\x84");
}

TEST(TercomTokens, EqualSacrebleusOutputs) {
  ASSAY_SHARED_OR_SKIP(path, "vectors/sacrebleu_tokenizers.json");
  const Value vectors = test::read_json(path);
  int checked = 0;
  for (const Value& c : vectors.find("cases")->as_array()) {
    if (c.find("tok")->as_string() != "tercom") continue;
    const auto flag = [&](const char* name) {
      const Value* found = c.find("kwargs")->find(name);
      return found != nullptr && found->as_bool();
    };
    const TercomOptions options = {flag("normalized"), flag("no_punct"), flag("asian_support"), flag("case_sensitive")};
    EXPECT_EQ(tercom(c.find("in")->as_string(), options), c.find("out")->as_string())
        << json::dump(*c.find("kwargs")) << ": " << c.find("in")->as_string();
    ++checked;
  }
  EXPECT_EQ(checked, 222);
}

}  // namespace
}  // namespace assay::metrics
