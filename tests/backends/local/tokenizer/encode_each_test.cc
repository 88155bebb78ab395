#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "backends/local/tokenizer/pre_tokenizers.h"
#include "backends/local/weights/weight_source.h"
#include "harness/core/json.h"
#include "harness/core/random.h"
#include "tests/backends/local/tokenizer/golden.h"

namespace assay::local {
namespace {

// Texts of everything that decides where a piece ends: letters, digits, signs, apostrophes, white space and line ends of all
// kinds, characters of two to four bytes, and bytes that are no UTF-8.
std::string random_text(RandomStream& random, std::uint64_t most, bool with_bad_bytes) {
  static constexpr std::string_view kParts[] = {
      "a", "the", " of", "Z", "1", "23", " 4567", "'", "'s", "'R", "e", "'l", "l", " ", "  ", "\n", "\r\n", "\t", " \n ", ".", ",", " (", "...", "\"", "<", "<|",
      "\xC3\xA9", "\xC5\xBF", "\xC2\xA0", "\xE2\x80\xA8", "\xE3\x80\x80", "\xCC\x81", "\xE4\xB8\xAD", "\xC2\xB2", "\xD9\xA3", "\xF0\x9F\x98\x80", "\xF0\x9D\x9F\x98",
      " question", "Answer:", "\n\n", "\xE2", "\xFF"};
  std::string text;
  const std::uint64_t count = std::size(kParts) - (with_bad_bytes ? 0 : 2);
  for (std::uint64_t n = random.below(most); n > 0; --n) text += kParts[random.below(count)];
  return text;
}

void expect_same_ids(const Tokenizer& tokenizer, std::uint64_t seed, int rounds) {
  RandomStream random(seed);
  for (int round = 0; round < rounds; ++round) {
    const std::string beginning = random_text(random, 40, round % 8 == 0);
    std::vector<std::string> endings;
    for (int i = 0; i < 3; ++i) endings.push_back(random_text(random, 6, round % 4 == 0));
    for (const SpecialTokens special : {SpecialTokens::kAdd, SpecialTokens::kNone, SpecialTokens::kParse}) {
      const auto all = tokenizer.encode_each(beginning, endings, special);
      ASSERT_EQ(all.size(), endings.size());
      for (std::size_t i = 0; i < endings.size(); ++i)
        ASSERT_EQ(all[i], tokenizer.encode(beginning + endings[i], special)) << json::dump(Value(beginning)) << json::dump(Value(endings[i]));
    }
  }
}

struct Collected : PieceSink {
  void take(Piece piece) override { pieces.emplace_back(piece.text); }
  std::vector<std::string> pieces;
};

// What a splitter says is sure must be the first pieces of every longer text, and the rest must be cut alike by itself.
std::size_t expect_sure_pieces(const PreTokenizer& splitter, std::uint64_t seed) {
  RandomStream random(seed);
  std::size_t num_shared = 0;
  for (int round = 0; round < 8'000; ++round) {
    const std::string beginning = "x" + random_text(random, 20, false), whole = beginning + random_text(random, 6, false);
    Collected shared, all, rest;
    const std::size_t end = splitter.split_beginning({beginning, true}, shared).end;
    splitter.split({whole, true}, all);
    if (end < whole.size()) splitter.split({std::string_view(whole).substr(end), end == 0}, rest);
    num_shared += shared.pieces.size();
    shared.pieces.insert(shared.pieces.end(), rest.pieces.begin(), rest.pieces.end());
    if (shared.pieces != all.pieces) {
      ADD_FAILURE() << json::dump(Value(beginning)) << " | " << json::dump(Value(whole.substr(beginning.size())));
      return 0;
    }
  }
  return num_shared;
}

TEST(EncodeEach, SurePiecesAreTheFirstPiecesOfAnyLongerText) {
  for (const SplitPattern pattern : {SplitPattern::kGpt2, SplitPattern::kLlama3, SplitPattern::kQwen2})
    for (const bool single_digits : {false, true})
      EXPECT_GT(expect_sure_pieces(*byte_level_pre_tokenizer(pattern, single_digits).splitter, 3), 10'000u);
}

TEST(EncodeEach, StepsOfATokenizerJsonAreSureOrSilent) {
  const auto read = [](std::string_view step) { return read_pre_tokenizer(json::parse(step, "t"), "t"); };
  const std::string byte_level = R"({"type":"ByteLevel","add_prefix_space":false,"use_regex":)";
  EXPECT_GT(expect_sure_pieces(*read(byte_level + "true}").splitter, 5), 10'000u);
  const std::string digits = R"({"type":"Digits","individual_digits":true})";
  EXPECT_GT(expect_sure_pieces(*read(R"({"type":"Sequence","pretokenizers":[)" + digits + "," + byte_level + "true}]}").splitter, 6), 10'000u);
  const std::string first = R"({"type":"Metaspace","replacement":"_","prepend_scheme":"first"})";
  expect_sure_pieces(*read(R"({"type":"Sequence","pretokenizers":[)" + digits + "," + first + "]}").splitter, 7);
  const std::string always = R"({"type":"ByteLevel","add_prefix_space":true,"use_regex":true})";
  expect_sure_pieces(*read(R"({"type":"Sequence","pretokenizers":[)" + digits + "," + always + "]}").splitter, 8);
  EXPECT_EQ(expect_sure_pieces(*read(R"({"type":"WhitespaceSplit"})").splitter, 9), 0u);
}

TEST(EncodeEach, GivesTheIdsOfTheWholeTexts) {
  for (const std::string name : {"gpt-2", "llama-spm", "phi-3"}) {
    ASSAY_SHARED_OR_SKIP(path, "models/ggml_vocab/ggml-vocab-" + name + ".gguf");
    expect_same_ids(*load_gguf_tokenizer(open_weights(path)->metadata(), path).tokenizer, 41, 200);
  }
}

TEST(EncodeEach, GivesTheIdsOfTheWholeTextsForATokenizerJsonToo) {
  ASSAY_SHARED_OR_SKIP(folder, "models/tiny_gpt2_cicd");
  expect_same_ids(*load_hf_tokenizer(folder).tokenizer, 43, 200);
}

}  // namespace
}  // namespace assay::local
