#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <functional>
#include <sstream>

#include "backends/local/weights/weight_source.h"
#include "harness/core/error.h"
#include "tests/backends/local/tokenizer/golden.h"

namespace assay::local {
namespace {

TokenizerBundle load_gguf(const std::string& path) { return load_gguf_tokenizer(open_weights(path)->metadata(), path); }

// The pieces of `text` between the lines of llama.cpp's test files.
std::vector<std::string> parts_of(const std::string& text, const std::string& between) {
  std::vector<std::string> parts;
  std::size_t pos = 0;
  for (std::size_t at; (at = text.find(between, pos)) != std::string::npos; pos = at + between.size())
    parts.push_back(text.substr(pos, at - pos));
  parts.push_back(text.substr(pos));
  return parts;
}

void expect_reference_files(const Tokenizer& tokenizer, const std::string& gguf) {
  const auto texts = parts_of(test::read_file(gguf + ".inp"), "\n__ggml_vocab_test__\n");
  std::istringstream lines(test::read_file(gguf + ".out"));
  std::size_t count = 0;
  for (std::string line; std::getline(lines, line) && count < texts.size(); ++count) {
    std::istringstream numbers(line);
    std::vector<TokenId> expected;
    for (TokenId id; numbers >> id;) expected.push_back(id);
    EXPECT_EQ(tokenizer.encode(texts[count], SpecialTokens::kNone), expected) << texts[count];
  }
  EXPECT_GE(count, 40u);
}

TEST(GgufVocab, ReferenceFilesOfLlamaCppAreMatched) {
  for (const std::string name : {"gpt-2", "llama-spm", "phi-3"}) {
    ASSAY_SHARED_OR_SKIP(path, "models/ggml_vocab/ggml-vocab-" + name + ".gguf");
    const TokenizerBundle bundle = load_gguf(path);
    expect_reference_files(*bundle.tokenizer, path);
    EXPECT_EQ(bundle.adds_bos, name != "gpt-2");
  }
}

TEST(GgufVocab, TokenizerJsonOfGpt2MatchesTheSameFiles) {
  ASSAY_SHARED_OR_SKIP(path, "models/ggml_vocab/ggml-vocab-gpt-2.gguf");
  ASSAY_SHARED_OR_SKIP(folder, "models/tiny_gpt2_cicd");
  expect_reference_files(*load_hf_tokenizer(folder).tokenizer, path);
}

TEST(GgufVocab, Gpt2GivesTheSameIdsAsItsTokenizerJson) {
  ASSAY_SHARED_OR_SKIP(path, "models/ggml_vocab/ggml-vocab-gpt-2.gguf");
  expect_golden_ids(*load_gguf(path).tokenizer, "gpt2_ids.json");
}

TEST(GgufVocab, StoriesAndBabyLlamaGiveTheIdsOfTheirTokenizerJson) {
  for (const std::string name : {"stories260K", "babyllama105"}) {
    ASSAY_SHARED_OR_SKIP(folder, "models/" + name);
    const TokenizerBundle bundle = load_gguf(folder + "/" + name + "-f16.gguf");
    expect_golden_ids(*bundle.tokenizer, name == "stories260K" ? "stories260k_ids.json" : "babyllama105_ids.json");
    EXPECT_EQ(bundle.bos, 1);
    EXPECT_EQ(bundle.eos_text, "</s>");
    std::istringstream lines(test::read_file(folder + "/golden.jsonl"));
    for (std::string line; std::getline(lines, line);) {
      const Value row = json::parse(line, "golden.jsonl");
      EXPECT_EQ(bundle.tokenizer->encode(row.find("text")->as_string(), SpecialTokens::kAdd), ids_of(*row.find("ids")));
    }
  }
}

std::string smollm2_path() {
  if (const char* set = std::getenv("ASSAY_TEST_SMOLLM2")) return set;
  const char* cache = std::getenv("XDG_CACHE_HOME");
  const char* home = std::getenv("HOME");
  const std::string root = cache != nullptr ? cache : std::string(home != nullptr ? home : "") + "/.cache";
  return root + "/assay/models/SmolLM2-135M-Instruct.Q4_1.gguf";
}

TEST(GgufVocab, SmolLm2GivesTheReferencesIds) {
  const std::string path = smollm2_path();
  if (!std::filesystem::exists(path)) GTEST_SKIP() << path << " is not there (set ASSAY_TEST_SMOLLM2)";
  const TokenizerBundle bundle = load_gguf(path);
  expect_golden_ids(*bundle.tokenizer, "smollm2_ids.json");
  EXPECT_FALSE(bundle.adds_bos);
  EXPECT_EQ(bundle.bos_text, "<|im_start|>");
  EXPECT_EQ(bundle.end_of_generation, (std::vector<TokenId>{2, 0}));
  EXPECT_EQ(bundle.chat_template, golden("smollm2_chat.json").find("template")->as_string());
  const Value chats = golden("smollm2_chat.json");
  for (const Value& chat : chats.find("chats")->as_array())
    EXPECT_EQ(bundle.tokenizer->encode(chat.find("text")->as_string(), SpecialTokens::kParse),
              ids_of(*chat.find("ids")));
}

// The metadata of a GGUF file with the vocabulary of a small tokenizer.json of tests/golden.
Value byte_level_metadata() {
  const Value document = golden("small_bytes.json");
  const Value::Object& vocab = document.find("model")->find("vocab")->as_object();
  Value::Array tokens(vocab.size()), types(vocab.size(), Value(1)), merges;
  for (const Value::Member& token : vocab) tokens[static_cast<std::size_t>(token.value.as_int())] = token.key;
  for (std::size_t i = 0; i < 3; ++i) types[i] = 3;
  for (const Value& merge : document.find("model")->find("merges")->as_array())
    merges.push_back(merge.as_array()[0].as_string() + " " + merge.as_array()[1].as_string());
  Value metadata = Value::object();
  metadata.set("tokenizer.ggml.model", "gpt2");
  metadata.set("tokenizer.ggml.pre", "smollm");
  metadata.set("tokenizer.ggml.tokens", std::move(tokens));
  metadata.set("tokenizer.ggml.token_type", std::move(types));
  metadata.set("tokenizer.ggml.merges", std::move(merges));
  metadata.set("tokenizer.ggml.eos_token_id", 2);
  return metadata;
}

// Pieces "a" "b" "ab" "abb" and so on by score, with byte tokens.
Value scored_metadata() {
  Value::Array tokens{"<unk>", "<s>", "</s>"}, scores{0.0, 0.0, 0.0}, types{2, 3, 3};
  for (int b = 0; b < 256; ++b) {
    constexpr std::string_view kHex = "0123456789ABCDEF";
    tokens.push_back(std::string("<0x") + kHex[static_cast<std::size_t>(b / 16)] +
                     kHex[static_cast<std::size_t>(b % 16)] + ">");
    scores.push_back(0.0);
    types.push_back(6);
  }
  double score = 0;
  for (const char* piece : {"\xE2\x96\x81", "a", "b", "bb", "ab",
                            "\xE2\x96\x81"
                            "a",
                            "xy", "<user>"}) {
    tokens.push_back(piece);
    scores.push_back(score -= 1);
    types.push_back(1);
  }
  types.back() = 4;
  Value metadata = Value::object();
  metadata.set("tokenizer.ggml.model", "llama");
  metadata.set("tokenizer.ggml.tokens", std::move(tokens));
  metadata.set("tokenizer.ggml.scores", std::move(scores));
  metadata.set("tokenizer.ggml.token_type", std::move(types));
  return metadata;
}

TEST(GgufVocab, ASmallByteLevelVocabularyGivesTheReferencesIds) {
  expect_golden_ids(*load_gguf_tokenizer(byte_level_metadata(), "small").tokenizer, "small_bytes_ids.json");
}

TEST(GgufVocab, TheHighestScoreIsMergedFirst) {
  const TokenizerBundle bundle = load_gguf_tokenizer(scored_metadata(), "scored");
  const auto encode = [&](std::string_view text, SpecialTokens special = SpecialTokens::kNone) {
    std::string all;
    for (const TokenId id : bundle.tokenizer->encode(text, special)) {
      all += all.empty() ? "" : " ";
      all += bundle.tokenizer->token_text(id);
    }
    return all;
  };
  const std::string mark = "\xE2\x96\x81";
  EXPECT_EQ(encode("abb"), mark + "a bb");  // bb (-4) before ab (-5), then mark+a (-6)
  EXPECT_EQ(encode("bab"), mark + " b ab");
  EXPECT_EQ(encode("xy"), mark + " xy");  // x and y are no tokens, xy is
  EXPECT_EQ(encode("x"), mark + " <0x78>");
  EXPECT_EQ(encode("a<user>a"), mark + "a <user> " + mark + "a");
  EXPECT_EQ(encode("<s>b", SpecialTokens::kParse), "<s> " + mark + " b");
  EXPECT_EQ(encode("b", SpecialTokens::kAdd), "<s> " + mark + " b");
  EXPECT_EQ(encode("", SpecialTokens::kAdd), "<s>");
  EXPECT_TRUE(bundle.adds_bos);
  EXPECT_EQ(bundle.unk, 0);
  const auto ids = bundle.tokenizer->encode(" ab \xC3\xA9", SpecialTokens::kAdd);
  EXPECT_EQ(bundle.tokenizer->decode(ids), " ab \xC3\xA9");
  EXPECT_EQ(bytes_of(*bundle.tokenizer, ids), "  ab \xC3\xA9");
}

TEST(GgufVocab, WrittenControlTokensArePlainTextUnlessParsed) {
  const TokenizerBundle bundle = load_gguf_tokenizer(byte_level_metadata(), "small");
  EXPECT_EQ(bundle.tokenizer->encode("<|im_end|>", SpecialTokens::kParse), std::vector<TokenId>{2});
  for (const SpecialTokens special : {SpecialTokens::kAdd, SpecialTokens::kNone}) {
    const auto ids = bundle.tokenizer->encode("<|im_end|>", special);
    EXPECT_GT(ids.size(), 1u);
    EXPECT_EQ(bundle.tokenizer->decode(ids), "<|im_end|>");
  }
  EXPECT_EQ(bundle.end_of_generation, (std::vector<TokenId>{2, 0}));
}

TEST(GgufVocab, AByteThatNoTokenStandsForLeavesAReplacementCharacter) {
  Value metadata = byte_level_metadata();
  for (Value& token : metadata.find("tokenizer.ggml.tokens")->as_array())
    if (token.as_string() == "\xC3\xBF") token = Value("<gone>");  // U+00FF, the token of byte 0xFF
  const TokenizerBundle bundle = load_gguf_tokenizer(metadata, "small");
  const auto encode = [&](std::string_view text) { return bundle.tokenizer->encode(text, SpecialTokens::kNone); };
  EXPECT_EQ(encode("a\xFF"
                   "b"),
            encode("a\xEF\xBF\xBD"
                   "b"));
  EXPECT_EQ(bytes_of(*bundle.tokenizer, encode("a\xFE"
                                               "b")),
            "a\xFE"
            "b");
}

TEST(GgufVocab, TheFingerprintCoversEveryKeyOfTheTokenizer) {
  Value metadata = byte_level_metadata();
  const std::string before = load_gguf_tokenizer(metadata, "a").fingerprint;
  EXPECT_EQ(load_gguf_tokenizer(metadata, "b").fingerprint, before);
  metadata.set("llama.context_length", 12);
  EXPECT_EQ(load_gguf_tokenizer(metadata, "a").fingerprint, before);
  metadata.set("tokenizer.chat_template", "{{ messages }}");
  EXPECT_NE(load_gguf_tokenizer(metadata, "a").fingerprint, before);
}

TEST(GgufVocab, ErrorsNameTheKey) {
  const auto error_of = [](Value metadata, const std::function<void(Value&)>& change) -> std::string {
    change(metadata);
    try {
      load_gguf_tokenizer(metadata, "model.gguf");
    } catch (const Error& e) {
      EXPECT_EQ(e.kind(), ErrorKind::kRuntime);
      EXPECT_THAT(e.message(), testing::HasSubstr("model.gguf"));
      return e.message();
    }
    return "no error";
  };
  const Value good = byte_level_metadata();
  const auto with = [&](const std::string& key, Value value) {
    return error_of(good, [&](Value& m) { m.set("tokenizer.ggml." + key, std::move(value)); });
  };
  EXPECT_EQ(error_of(good, [](Value&) {}), "no error");
  EXPECT_THAT(with("model", "bert"), testing::HasSubstr("'tokenizer.ggml.model' is 'bert'; supported"));
  EXPECT_THAT(with("pre", "tekken"), testing::HasSubstr("'tokenizer.ggml.pre' is 'tekken'"));
  EXPECT_THAT(with("tokens", Value::array()), testing::HasSubstr("'tokenizer.ggml.tokens' is empty"));
  EXPECT_THAT(with("tokens", 3), testing::HasSubstr("'tokenizer.ggml.tokens'"));
  EXPECT_THAT(with("token_type", Value(Value::Array{1, 1})), testing::HasSubstr("has 2 entries for 400 tokens"));
  EXPECT_THAT(with("eos_token_id", 400),
              testing::HasSubstr("'tokenizer.ggml.eos_token_id' is 400; expected a token id"));
  EXPECT_THAT(with("bos_token_id", "1"), testing::HasSubstr("'tokenizer.ggml.bos_token_id' is"));
  EXPECT_THAT(with("merges", Value(Value::Array{"a b", "zz qq"})),
              testing::HasSubstr("'tokenizer.ggml.merges': merge"));
  EXPECT_THAT(with("merges", Value(Value::Array{"ab"})), testing::HasSubstr("expected two tokens"));
  EXPECT_THAT(error_of(good, [](Value& m) { m.find("tokenizer.ggml.tokens")->as_array()[9] = Value("!"); }),
              testing::HasSubstr("token '!' is listed twice"));
  EXPECT_THAT(error_of(good, [](Value& m) { m.find("tokenizer.ggml.token_type")->as_array()[9] = Value(17); }),
              testing::HasSubstr("'tokenizer.ggml.token_type' is no type"));
  const Value scored = scored_metadata();
  EXPECT_THAT(error_of(scored, [](Value& m) { m.find("tokenizer.ggml.scores")->as_array().pop_back(); }),
              testing::HasSubstr("'tokenizer.ggml.scores' has 266 entries for 267 tokens"));
  EXPECT_THAT(error_of(scored, [](Value& m) { m.find("tokenizer.ggml.scores")->as_array()[4] = Value("x"); }),
              testing::HasSubstr("'tokenizer.ggml.scores' has no finite number at 4"));
  EXPECT_THAT(error_of(Value(), [](Value&) {}), testing::HasSubstr("no metadata"));
}

}  // namespace
}  // namespace assay::local
