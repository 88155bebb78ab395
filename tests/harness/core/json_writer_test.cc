#include "harness/core/json_writer.h"

#include <gtest/gtest.h>

#include <string>

#include "harness/core/json.h"
#include "harness/core/random.h"

namespace assay {
namespace {

std::string in_json(std::string_view text) { return json::dump(Value(text)); }

// The rules of nlohmann::json, byte by byte: the reference for `json::dump`, written to be seen through.
std::string slowly_quoted(std::string_view text) {
  std::string out = "\"";
  for (std::size_t pos = 0; pos < text.size();) {
    const auto at = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
    const unsigned c = at(pos);
    if (c < 0x80) {
      static constexpr std::string_view kShort = "\"\\\b\f\n\r\t", kLetters = "\"\\bfnrt";
      if (const std::size_t place = kShort.find(static_cast<char>(c)); place != std::string_view::npos)
        (out += '\\') += kLetters[place];
      else if (c < 0x20)
        out += std::string("\\u00") + "0123456789abcdef"[c >> 4] + "0123456789abcdef"[c & 15];
      else
        out += static_cast<char>(c);
      ++pos;
      continue;
    }
    std::size_t good = 1, length = c >= 0xC2 && c <= 0xDF ? 2 : c >= 0xE0 && c <= 0xEF ? 3 : c >= 0xF0 && c <= 0xF4 ? 4 : 0;
    for (; good < length; ++good) {
      const unsigned next = at(pos + good);
      if (pos + good >= text.size() || next < 0x80 || next > 0xBF) break;
      if (good == 1 && ((c == 0xE0 && next < 0xA0) || (c == 0xED && next > 0x9F) || (c == 0xF0 && next < 0x90) || (c == 0xF4 && next > 0x8F))) break;
    }
    out += good == length ? std::string(text.substr(pos, length)) : "\xEF\xBF\xBD";
    pos += good;
  }
  return out + "\"";
}

TEST(JsonWriter, EscapesAsNlohmannDoes) {
  EXPECT_EQ(in_json("a\"b\\c/d"), R"("a\"b\\c/d")");
  EXPECT_EQ(in_json(std::string_view("\0\x01\b\t\n\x0B\f\r\x1F\x7F", 10)), "\"\\u0000\\u0001\\b\\t\\n\\u000b\\f\\r\\u001f\x7F\"");
  EXPECT_EQ(in_json("12345678\"12345678"), "\"12345678\\\"12345678\"");
  EXPECT_EQ(in_json("d\xC3\xA9j\xC3\xA0 \xF0\x9F\x98\x80"), "\"d\xC3\xA9j\xC3\xA0 \xF0\x9F\x98\x80\"");
}

TEST(JsonWriter, ReplacesWhatBeginsASequenceByOneSign) {
  const std::string sign = "\xEF\xBF\xBD";
  EXPECT_EQ(in_json("\xE2\x82"), "\"" + sign + "\"");
  EXPECT_EQ(in_json("\xE2\x82z"), "\"" + sign + "z\"");
  EXPECT_EQ(in_json("\xC0\x80"), "\"" + sign + sign + "\"");
  EXPECT_EQ(in_json("\xED\xA0\x80"), "\"" + sign + sign + sign + "\"");
  EXPECT_EQ(in_json("\xF0\x9F\x98\n"), "\"" + sign + "\\n\"");
  EXPECT_EQ(in_json("\xE2\xE2\x82\xAC"), "\"" + sign + "\xE2\x82\xAC\"");
}

TEST(JsonWriter, RandomBytesAreWrittenByTheRules) {
  static constexpr unsigned char kBorders[] = {0x00, 0x1F, 0x20, 0x22, 0x5C, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC1, 0xC2, 0xDF,
                                               0xE0, 0xE1, 0xED, 0xEE, 0xEF, 0xF0, 0xF1, 0xF4, 0xF5, 0xFF, 'a',  'b',  'c'};
  RandomStream random(11);
  for (int i = 0; i < 50'000; ++i) {
    std::string text;
    for (std::uint64_t n = random.below(24); n > 0; --n)
      text += static_cast<char>(i % 2 == 0 ? random.below(256) : kBorders[random.below(std::size(kBorders))]);
    ASSERT_EQ(in_json(text), slowly_quoted(text));
  }
}

TEST(JsonWriter, NumbersAreThoseOfNlohmann) {
  const auto written = [](Value value) { return json::dump(value); };
  EXPECT_EQ(written(std::int64_t{INT64_MIN}), "-9223372036854775808");
  EXPECT_EQ(written(1.0), "1.0");
  EXPECT_EQ(written(-0.0), "-0.0");
  EXPECT_EQ(written(1e22), "1e+22");
  EXPECT_EQ(written(1e-7), "1e-07");
  EXPECT_EQ(written(123456789012345680.0), "1.2345678901234568e+17");
  EXPECT_EQ(written(5e-324), "5e-324");
}

TEST(JsonWriter, IndentsEachLevel) {
  const Value value = json::parse(R"({"a":[1,{"b":[]}],"c":{}})", "t");
  EXPECT_EQ(json::dump_pretty(value), "{\n  \"a\": [\n    1,\n    {\n      \"b\": []\n    }\n  ],\n  \"c\": {}\n}");
  EXPECT_EQ(json::dump_pretty(value, 0), "{\n\"a\": [\n1,\n{\n\"b\": []\n}\n],\n\"c\": {}\n}");
}

TEST(JsonWriter, AppendsBehindWhatIsThere) {
  std::string out = "x";
  json::append(out, json::parse(R"({"b":1,"a":2})", "t"));
  json::append_canonical(out, json::parse(R"({"b":1,"a":{"d":1,"c":2}})", "t"));
  EXPECT_EQ(out, R"(x{"b":1,"a":2}{"a":{"c":2,"d":1},"b":1})");
}

}  // namespace
}  // namespace assay
