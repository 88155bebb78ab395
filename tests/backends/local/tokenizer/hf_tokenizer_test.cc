#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "harness/core/error.h"
#include "tests/backends/local/tokenizer/golden.h"

namespace assay::local {
namespace {

TokenizerBundle load(const Value& document) {
  const test::TempFolder folder;
  folder.write("tokenizer.json", json::dump(document));
  return load_hf_tokenizer(folder.path());
}

std::string error_of(const Value& document) {
  try {
    load(document);
  } catch (const Error& e) {
    EXPECT_EQ(e.kind(), ErrorKind::kRuntime);
    return e.message();
  }
  return "no error";
}

TEST(HfTokenizer, SmallByteLevelGivesTheReferencesIds) {
  expect_golden_ids(*load(golden("small_bytes.json")).tokenizer, "small_bytes_ids.json");
}

TEST(HfTokenizer, SmallSentencePieceGivesTheReferencesIds) {
  expect_golden_ids(*load(golden("small_spm.json")).tokenizer, "small_spm_ids.json");
}

class HfTokenizerVariants : public testing::TestWithParam<const char*> {};

TEST_P(HfTokenizerVariants, EveryStepGivesTheReferencesIds) {
  const Value::Array texts = golden("texts.json").find("texts")->as_array();
  const Value file = golden(GetParam());
  for (const Value& variant : file.find("variants")->as_array()) {
    Value document = golden("small_" + variant.find("base")->as_string() + ".json");
    for (const Value::Member& change : variant.find("changes")->as_object()) {
      if (change.key.starts_with("model."))
        document.find("model")->set(change.key.substr(6), change.value);
      else
        document.set(change.key, change.value);
    }
    const TokenizerBundle bundle = load(document);
    const Value::Array& chosen = variant.find("texts")->as_array();
    ASSERT_GE(chosen.size(), 90u);
    for (std::size_t i = 0; i < chosen.size(); ++i) {
      const Value& text = texts[static_cast<std::size_t>(chosen[i].as_int())];
      const std::string what = variant.find("name")->as_string() + ": " + json::dump(text);
      const std::vector<TokenId> add = ids_of(variant.find("add")->as_array()[i]);
      EXPECT_EQ(bundle.tokenizer->encode(text.as_string(), SpecialTokens::kAdd), add) << what;
      EXPECT_EQ(bundle.tokenizer->encode(text.as_string(), SpecialTokens::kParse),
                ids_of(variant.find("parse")->as_array()[i]))
          << what;
      EXPECT_EQ(bundle.tokenizer->decode(add), variant.find("decoded")->as_array()[i].as_string()) << what;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Steps, HfTokenizerVariants,
                         testing::Values("variants_bytes_0.json", "variants_bytes_1.json", "variants_spm_0.json"));

TEST(HfTokenizer, ByteLevelDecodesWhatItEncodes) {
  const TokenizerBundle bundle = load(golden("small_bytes.json"));
  const Value texts = golden("texts.json");
  for (const Value& text : texts.find("texts")->as_array()) {
    const auto ids = bundle.tokenizer->encode(text.as_string(), SpecialTokens::kNone);
    EXPECT_EQ(bundle.tokenizer->decode(ids), text.as_string());
    EXPECT_EQ(bytes_of(*bundle.tokenizer, ids), text.as_string());
  }
}

TEST(HfTokenizer, BytesThatAreNoUtf8AreKept) {
  const TokenizerBundle bundle = load(golden("small_bytes.json"));
  std::string all = "a \xC3";
  for (int b = 255; b >= 0; --b) all += static_cast<char>(b);
  const auto ids = bundle.tokenizer->encode(all, SpecialTokens::kNone);
  EXPECT_EQ(bytes_of(*bundle.tokenizer, ids), all);
}

TEST(HfTokenizer, SentencePieceTakesBytesThatAreNoUtf8AsReplacementCharacters) {
  const TokenizerBundle bundle = load(golden("small_spm.json"));
  EXPECT_EQ(bundle.tokenizer->encode("a\xFFz", SpecialTokens::kAdd),
            bundle.tokenizer->encode("a\xEF\xBF\xBDz", SpecialTokens::kAdd));
}

TEST(HfTokenizer, TheTinyGpt2GivesGpt2sIds) {
  ASSAY_SHARED_OR_SKIP(folder, "models/tiny_gpt2_cicd");
  const TokenizerBundle bundle = load_hf_tokenizer(folder);
  expect_golden_ids(*bundle.tokenizer, "gpt2_ids.json");
  EXPECT_EQ(bundle.eos, 50256);
  EXPECT_EQ(bundle.bos_text, "<|endoftext|>");
  EXPECT_FALSE(bundle.adds_bos);
  EXPECT_EQ(bundle.end_of_generation, std::vector<TokenId>{50256});
  EXPECT_TRUE(bundle.tokenizer->is_special(50256));
  EXPECT_EQ(bundle.tokenizer->token_bytes(50256), "");
  EXPECT_EQ(bundle.tokenizer->decode(std::vector<TokenId>{15496, 50256}), "Hello");
  EXPECT_EQ(bundle.tokenizer->decode(std::vector<TokenId>{15496, 50256}, true), "Hello<|endoftext|>");
}

TEST(HfTokenizer, VocabJsonWithMergesTxtGivesTheSameIds) {
  ASSAY_SHARED_OR_SKIP(from, "models/tiny_gpt2_cicd");
  const test::TempFolder folder;
  for (const std::string name : {"vocab.json", "merges.txt", "tokenizer_config.json"})
    folder.write(name, test::read_file(from + "/" + name));
  const TokenizerBundle bundle = load_hf_tokenizer(folder.path());
  expect_golden_ids(*bundle.tokenizer, "gpt2_ids.json");
  EXPECT_EQ(bundle.eos, 50256);
  EXPECT_NE(bundle.fingerprint, load_hf_tokenizer(from).fingerprint);
}

TEST(HfTokenizer, TheToyVocabularyOfLmBuddyIsRead) {
  ASSAY_SHARED_OR_SKIP(folder, "models/tiny_gpt2_lmbuddy");
  const TokenizerBundle bundle = load_hf_tokenizer(folder);
  const auto ids = bundle.tokenizer->encode("lower newer", SpecialTokens::kAdd);
  EXPECT_EQ(bundle.tokenizer->decode(ids), "lower newer");
  EXPECT_EQ(bundle.eos, 20);
  EXPECT_EQ(bundle.unk, 19);
}

TEST(HfTokenizer, TheStoriesModelsGiveTheirIds) {
  for (const std::string name : {"stories260K", "babyllama105"}) {
    ASSAY_SHARED_OR_SKIP(folder, "models/" + name);
    const TokenizerBundle bundle = load_hf_tokenizer(folder + "/hf");
    expect_golden_ids(*bundle.tokenizer, name == "stories260K" ? "stories260k_ids.json" : "babyllama105_ids.json");
    EXPECT_TRUE(bundle.adds_bos);
    EXPECT_FALSE(bundle.adds_eos);
    EXPECT_EQ(bundle.bos, 1);
    EXPECT_EQ(bundle.end_of_generation, std::vector<TokenId>{2});
    EXPECT_EQ(bundle.unk, 0);
    std::istringstream lines(test::read_file(folder + "/golden.jsonl"));
    int count = 0;
    for (std::string line; std::getline(lines, line); ++count) {
      const Value row = json::parse(line, "golden.jsonl");
      EXPECT_EQ(bundle.tokenizer->encode(row.find("text")->as_string(), SpecialTokens::kAdd), ids_of(*row.find("ids")));
    }
    EXPECT_GE(count, 5);
  }
}

TEST(HfTokenizer, ConfigurationDecidesWhetherBosIsAdded) {
  const test::TempFolder folder;
  folder.write("tokenizer.json", json::dump(golden("small_spm.json")));
  folder.write("tokenizer_config.json", R"({"bos_token": "<s>", "eos_token": {"content": "</s>"}})");
  EXPECT_TRUE(load_hf_tokenizer(folder.path()).adds_bos);
  folder.write("tokenizer_config.json",
               R"({"bos_token": "<s>", "eos_token": "</s>", "add_bos_token": false, "add_eos_token": true})");
  const TokenizerBundle bundle = load_hf_tokenizer(folder.path());
  EXPECT_FALSE(bundle.adds_bos);
  EXPECT_TRUE(bundle.adds_eos);
  EXPECT_EQ(bundle.tokenizer->encode("", SpecialTokens::kAdd), std::vector<TokenId>{2});
}

TEST(HfTokenizer, EndsOfGenerationAndChatTemplateComeFromTheFiles) {
  const test::TempFolder folder;
  folder.write("tokenizer.json", json::dump(golden("small_bytes.json")));
  folder.write(
      "tokenizer_config.json",
      R"({"eos_token": "<|im_end|>", "chat_template": [{"name": "rag", "template": "no"}, {"name": "default", "template": "yes"}]})");
  const std::string before = load_hf_tokenizer(folder.path()).fingerprint;
  EXPECT_EQ(load_hf_tokenizer(folder.path()).chat_template, "yes");
  folder.write("generation_config.json", R"({"eos_token_id": [2, 0]})");
  EXPECT_EQ(load_hf_tokenizer(folder.path()).end_of_generation, (std::vector<TokenId>{2, 0}));
  EXPECT_EQ(load_hf_tokenizer(folder.path()).fingerprint, before);
  folder.write("chat_template.jinja", "from the file");
  EXPECT_EQ(load_hf_tokenizer(folder.path()).chat_template, "from the file");
  EXPECT_NE(load_hf_tokenizer(folder.path()).fingerprint, before);
}

TEST(HfTokenizer, ErrorsNameWhatIsWrong) {
  const Value good = golden("small_bytes.json");
  Value bad = good;
  bad.find("model")->set("type", "Unigram");
  EXPECT_THAT(error_of(bad), testing::HasSubstr("'Unigram', which is not supported"));
  bad = good;
  bad.find("model")->find("merges")->push_back(Value(Value::Array{Value("a"), Value("nosuchtoken")}));
  EXPECT_THAT(error_of(bad), testing::HasSubstr("names 'nosuchtoken'"));
  bad = good;
  bad.find("model")->find("merges")->push_back("a b c");
  EXPECT_THAT(error_of(bad), testing::HasSubstr("'a b c'; expected two tokens"));
  bad = good;
  bad.find("model")->find("vocab")->set("Mira!", 7);
  EXPECT_THAT(error_of(bad), testing::HasSubstr("both have id 7"));
  bad = good;
  bad.find("model")->find("vocab")->set("Mira!", std::int64_t{1} << 40);
  EXPECT_THAT(error_of(bad), testing::HasSubstr("has id 1099511627776, outside"));
  bad = good;
  bad.find("model")->find("vocab")->set("Mira!", -1);
  EXPECT_THAT(error_of(bad), testing::HasSubstr("has id -1"));
  bad = good;
  bad.find("added_tokens")->as_array()[0].set("id", 9);
  EXPECT_THAT(error_of(bad), testing::HasSubstr("has id 9, but in the vocabulary it has id 0"));
  bad = good;
  bad.set("pre_tokenizer", json::parse(R"({"type": "UnicodeScripts"})", "x"));
  EXPECT_THAT(error_of(bad), testing::HasSubstr("pre-tokenizer of type 'UnicodeScripts' is not supported"));
  bad.set("pre_tokenizer",
          json::parse(R"({"type": "Split", "pattern": {"Regex": "(a"}, "behavior": "Isolated"})", "x"));
  EXPECT_THAT(error_of(bad), testing::HasSubstr("(a"));
  bad = good;
  bad.set("normalizer", json::parse(R"({"type": "Precompiled"})", "x"));
  EXPECT_THAT(error_of(bad), testing::HasSubstr("'Precompiled' is not supported"));
  bad = good;
  bad.set("decoder", json::parse(R"({"type": "CTC"})", "x"));
  EXPECT_THAT(error_of(bad), testing::HasSubstr("decoder of type 'CTC' is not supported"));
  bad = good;
  bad.set("post_processor",
          json::parse(R"({"type": "RobertaProcessing", "cls": ["<s>", 70000], "sep": ["</s>", 1]})", "x"));
  EXPECT_THAT(error_of(bad), testing::HasSubstr("id 70000"));
  EXPECT_THAT(error_of(Value(Value::Array{})), testing::HasSubstr("expected an object"));
}

TEST(HfTokenizer, AFolderWithoutTokenizerOrWithABrokenFileIsAnError) {
  const test::TempFolder folder;
  EXPECT_THROW(load_hf_tokenizer(folder.path()), Error);
  folder.write("tokenizer.json", "{\"model\": ");
  try {
    load_hf_tokenizer(folder.path());
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.kind(), ErrorKind::kRuntime);
    EXPECT_THAT(e.message(), testing::HasSubstr("tokenizer.json"));
  }
}

TEST(HfTokenizer, HugeTextsOfOneCharacterAreEncodedInTime) {
  for (const std::string name : {"small_bytes.json", "small_spm.json"}) {
    const TokenizerBundle bundle = load(golden(name));
    for (const char c : {'a', ' ', '\n', '!', '7', '\xFF'}) {
      const std::string text(200'000, c);
      const auto ids = bundle.tokenizer->encode(text, SpecialTokens::kNone);
      EXPECT_FALSE(ids.empty());
      if (name == "small_bytes.json") {
        EXPECT_EQ(bytes_of(*bundle.tokenizer, ids), text);
      }
    }
  }
}

}  // namespace
}  // namespace assay::local
