#include "harness/text/utf8.h"

#include <gtest/gtest.h>

#include "harness/core/json.h"
#include "tests/support/shared.h"

namespace assay::text {
namespace {

std::string from_hex(const std::string& digits) {
  std::string out;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
    out += static_cast<char>(std::stoi(digits.substr(i, 2), nullptr, 16));
  return out;
}

TEST(Utf8, DecodesAsPythonDoesWithErrorsReplaced) {
  const Value golden = json::parse(test::read_file(test::test_data("golden/text/text.json")), "text.json");
  ASSERT_GE(golden.find("decode")->size(), 30u);
  for (const Value& one : golden.find("decode")->as_array()) {
    const std::string bytes = from_hex(one.find("bytes")->as_string());
    EXPECT_EQ(encode_utf8(decode_utf8(bytes)), one.find("text")->as_string()) << one.find("bytes")->as_string();
    EXPECT_EQ(is_valid_utf8(bytes), bytes == one.find("text")->as_string()) << one.find("bytes")->as_string();
    EXPECT_EQ(count_code_points(bytes), decode_utf8(one.find("text")->as_string()).size());
  }
}

TEST(Utf8, EveryCodePointSurvivesTheRoundTrip) {
  std::u32string all;
  for (char32_t c = 0; c <= 0x10FFFF; ++c)
    if (c < 0xD800 || c > 0xDFFF) all += c;
  const std::string encoded = encode_utf8(all);
  EXPECT_TRUE(is_valid_utf8(encoded));
  EXPECT_EQ(decode_utf8(encoded), all);
  EXPECT_EQ(count_code_points(encoded), all.size());
}

TEST(Utf8, WhatIsNoCodePointIsEncodedAsTheReplacement) {
  EXPECT_EQ(encode_utf8(std::u32string{0xD800, 0x110000}), "\xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST(Utf8, TheFirstInvalidByteIsFound) {
  EXPECT_EQ(find_invalid_utf8("plain ascii that is longer than a word"), std::string_view::npos);
  EXPECT_EQ(find_invalid_utf8("plain ascii, longer \xFF than a word"), 20u);
  EXPECT_EQ(find_invalid_utf8("\xC3\xA9\xC3"), 2u);
  EXPECT_EQ(find_invalid_utf8("0123456789\xED\xA0\x80"), 10u);
}

TEST(Utf8, AnUnfinishedSequenceAtTheEndIsMeasured) {
  EXPECT_EQ(incomplete_utf8_tail(""), 0u);
  EXPECT_EQ(incomplete_utf8_tail("abc"), 0u);
  EXPECT_EQ(incomplete_utf8_tail("a\xC3"), 1u);
  EXPECT_EQ(incomplete_utf8_tail("a\xC3\xA9"), 0u);
  EXPECT_EQ(incomplete_utf8_tail("\xE4\xBD"), 2u);
  EXPECT_EQ(incomplete_utf8_tail("\xF0\x9F\x98"), 3u);
  EXPECT_EQ(incomplete_utf8_tail("\xF0\x9F\x98\x80"), 0u);
  EXPECT_EQ(incomplete_utf8_tail("a\x80"), 0u);     // never becomes valid
  EXPECT_EQ(incomplete_utf8_tail("\xE0\x80"), 0u);  // overlong
  EXPECT_EQ(incomplete_utf8_tail("\xFF"), 0u);
}

}  // namespace
}  // namespace assay::text
