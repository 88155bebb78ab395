#include "backends/local/tokenizer/pretokenize.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "harness/core/random.h"
#include "harness/text/regex.h"
#include "harness/text/utf8.h"

namespace assay::local {
namespace {

constexpr std::string_view kGpt2 = R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)";
constexpr std::string_view kHead = R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|)";
constexpr std::string_view kTail = R"(| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";

std::string llama3() { return std::string(kHead) + R"(\p{N}{1,3})" + std::string(kTail); }
std::string qwen2() { return std::string(kHead) + R"(\p{N})" + std::string(kTail); }

std::vector<std::string> pieces(SplitPattern pattern, std::string_view text) {
  std::vector<std::string> out;
  for (std::size_t pos = 0; pos < text.size();) {
    const std::size_t end = piece_end(pattern, text, pos);
    out.emplace_back(text.substr(pos, end - pos));
    if (end <= pos) break;
    pos = end;
  }
  return out;
}

std::vector<std::string> pieces(const text::Regex& regex, std::string_view text) {
  std::vector<std::string> out;
  for (const auto& match : regex.find_all(text))
    out.emplace_back(text.substr(match.begin(), match.end() - match.begin()));
  return out;
}

using Strings = std::vector<std::string>;

TEST(Pretokenize, Gpt2KeepsOneSpaceWithTheWord) {
  EXPECT_EQ(pieces(SplitPattern::kGpt2, "a  b's 12x!?\n c"),
            (Strings{"a", " ", " b", "'s", " 12", "x", "!?", "\n", " c"}));
  EXPECT_EQ(pieces(SplitPattern::kGpt2, "I'LL \t"), (Strings{"I", "'", "LL", " \t"}));
}

TEST(Pretokenize, Llama3CutsDigitsByThreesAndQwen2OneByOne) {
  EXPECT_EQ(pieces(SplitPattern::kLlama3, "I'LL 12345 (x)\n\n y"),
            (Strings{"I", "'LL", " ", "123", "45", " (", "x", ")\n\n", " y"}));
  EXPECT_EQ(pieces(SplitPattern::kQwen2, "a12 "), (Strings{"a", "1", "2", " "}));
}

TEST(Pretokenize, KnownPatternsAreRecognisedByTheirText) {
  EXPECT_EQ(known_pattern(kGpt2), SplitPattern::kGpt2);
  EXPECT_EQ(known_pattern(llama3()), SplitPattern::kLlama3);
  EXPECT_EQ(known_pattern(qwen2()), SplitPattern::kQwen2);
  EXPECT_EQ(known_pattern(R"(\s+)"), std::nullopt);
  EXPECT_EQ(known_pattern(std::string(kHead) + std::string(kTail)), std::nullopt);
}

TEST(Pretokenize, ScannersDoWhatTheRegularExpressionsSay) {
  const text::Regex gpt2{std::string_view(kGpt2)}, three{llama3()}, one{qwen2()};
  const std::vector<std::string> parts = {"a",
                                          "B",
                                          "'s",
                                          "'LL",
                                          "'\xC5\xBF",
                                          "'",
                                          " ",
                                          "  ",
                                          "\n",
                                          "\r",
                                          "\t",
                                          "1",
                                          "23",
                                          "!",
                                          "?.",
                                          "_",
                                          "\xC2\xA0",
                                          "\xC2\xB2",
                                          "\xC3\xA9",
                                          "\xCC\x81",
                                          "\v",
                                          "\x1c",
                                          "'r",
                                          "e",
                                          "\xC2\x85",
                                          "'v",
                                          "\xE4\xB8\x96",
                                          "\xE3\x80\x80",
                                          "\xF0\x9F\x98\x80"};
  RandomStream random(7);
  for (int round = 0; round < 2000; ++round) {
    std::string text;
    for (std::size_t n = 1 + random.below(12); n > 0; --n) text += parts[random.below(parts.size())];
    EXPECT_EQ(pieces(SplitPattern::kGpt2, text), pieces(gpt2, text)) << text;
    EXPECT_EQ(pieces(SplitPattern::kLlama3, text), pieces(three, text)) << text;
    EXPECT_EQ(pieces(SplitPattern::kQwen2, text), pieces(one, text)) << text;
  }
}

TEST(Pretokenize, CodePointsAreInTheClassOfTheRegularExpression) {
  // Blocks that Unicode filled long ago: about newer ones the two libraries may differ.
  const text::Regex gpt2{std::string_view(kGpt2)};
  std::string all;
  for (const auto& [begin, end] : {std::pair{0u, 0x370u},
                                   {0x400u, 0x530u},
                                   {0x900u, 0xA00u},
                                   {0x2000u, 0x20A0u},
                                   {0x2100u, 0x2C00u},
                                   {0x3000u, 0x3100u},
                                   {0x4E00u, 0x4F00u},
                                   {0xFF00u, 0xFFE0u}}) {
    for (char32_t c = begin; c < end; ++c) {
      text::append_utf8(all, c);
      all += "a1.";
    }
  }
  EXPECT_EQ(pieces(SplitPattern::kGpt2, all), pieces(gpt2, all));
}

TEST(Pretokenize, BytesThatAreNoUtf8CountAsSigns) {
  EXPECT_EQ(pieces(SplitPattern::kGpt2, "a \xFF\xFE!b"), (Strings{"a", " \xFF\xFE!", "b"}));
  EXPECT_EQ(pieces(SplitPattern::kLlama3, "\xC3"), (Strings{"\xC3"}));
}

}  // namespace
}  // namespace assay::local
