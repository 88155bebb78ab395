#include "harness/core/json_scanner.h"

#include <gtest/gtest.h>

#include <fmt/core.h>

#include <bit>
#include <string>

#include "harness/core/error.h"
#include "harness/core/json.h"
#include "harness/core/random.h"

namespace assay {
namespace {

// Equal, and of equal kinds: 1 is not 1.0 here, and 0.0 not -0.0.
bool is_same(const Value& a, const Value& b) {
  if (a.kind() != b.kind() || a.size() != b.size()) return false;
  if (a.is_double()) return std::bit_cast<std::uint64_t>(a.as_double()) == std::bit_cast<std::uint64_t>(b.as_double());
  if (a.is_array()) {
    for (std::size_t i = 0; i < a.size(); ++i)
      if (!is_same(a.as_array()[i], b.as_array()[i])) return false;
    return true;
  }
  if (a.is_object()) {
    for (std::size_t i = 0; i < a.size(); ++i)
      if (a.as_object()[i].key != b.as_object()[i].key || !is_same(a.as_object()[i].value, b.as_object()[i].value)) return false;
    return true;
  }
  return a == b;
}

// Both parsers on one text: what the scanner takes, the other takes, and makes the same of.
void expect_agreement(const std::string& text, bool must_take) {
  Value scanned;
  const bool is_taken = json::scan(text, scanned);
  if (must_take) {
    EXPECT_TRUE(is_taken) << text;
  }
  if (!is_taken) return;
  try {
    EXPECT_TRUE(is_same(scanned, json::parse_thoroughly(text, "t"))) << text;
  } catch (const Error& e) {
    ADD_FAILURE() << "taken: " << text << "\nrefused: " << e.message();
  }
}

TEST(JsonScanner, ReadsWhatTheThoroughParserReads) {
  for (const char* text :
       {"null", " true ", "false", "0", "-0", "-0.0", "12", "-7", "1.5", "1e5", "1E+5", "1.25e-3", "9223372036854775807",
        "9223372036854775808", "-9223372036854775808", "-9223372036854775809", "18446744073709551616", "123456789012345678901234567890",
        "0.1", "1.7976931348623157e308", "2.2250738585072011e-308", "\"\"", "\"a\"", "\"\\u0041\\u00e9\\u20AC\\ud83d\\ude00\"",
        "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0000\"", "\"seven..\\n\"", "\"eight...\\n\"", "[]", "[ ]", "{}", "{ }", "[1,2,[3]]",
        "{\"a\":1,\"b\":{\"c\":[]}}", "{\"a\":1,\"a\":2}", "{\"\":0}", "\t[1 ,\r\n2 ]\n", "\"\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\"",
        "\"\x7F\""})
    expect_agreement(text, true);
}

TEST(JsonScanner, LeavesWhatIsNotJson) {
  for (const std::string text :
       {"", " ", "nul", "truex", "tru", "01", "-", "+1", ".5", "1.", "1e", "1e+", "1.e5", "0x10", "NaN", "Infinity", "\"", "\"a",
        "\"\\\"", "\"\\x\"", "\"\\u12\"", "\"\\u12G4\"", "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"\\udc00\"", "\"\\ud800x\"",
        "\"a\nb\"", "\"\x01\"", "\"\xFF\"", "\"\xC0\x80\"", "\"\xE0\x80\x80\"", "\"\xED\xA0\x80\"", "\"\xF4\x90\x80\x80\"", "\"\xC3\"",
        "\"\xE2\x82", "[", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "]", "{", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,}", "{a:1}",
        "{'a':1}", "{\"a\" 1}", "{1:2}", "1 2", "{} x", "[1}", "// c\n1", "1e400", "-1e400"}) {
    Value value;
    EXPECT_FALSE(json::scan(text, value)) << text;
    EXPECT_THROW(json::parse(text, "t"), Error) << text;
  }
}

TEST(JsonScanner, TheDepthLimitIsTheSame) {
  for (const std::size_t depth : {199u, 200u, 201u})
    for (const auto& [open, close] : {std::pair<std::string, std::string>{"[", "]"}, {"{\"a\":", "}"}}) {
      std::string text, end;
      for (std::size_t i = 0; i < depth; ++i) text += open, end += close;
      text += "1" + end;
      Value value;
      EXPECT_EQ(json::scan(text, value), depth <= 200) << depth;
      if (depth <= 200)
        EXPECT_TRUE(is_same(value, json::parse_thoroughly(text, "t")));
      else
        EXPECT_THROW(json::parse_thoroughly(text, "t"), Error);
    }
}

// Texts of the pieces of JSON and of bytes near their borders, in any order: most are no JSON, and many nearly are.
TEST(JsonScanner, AgreesOnRandomTexts) {
  static constexpr std::string_view kPieces[] = {
      "{", "}", "[", "]", ",", ":", "\"", "\"a\"", "\"key\":", "\\", "\\u", "d83d", "\\ude00", "\\n", "1", "0", "-", ".", "e", "E+", "12345678901234567",
      "true", "false", "null", " ", "\n", "\t", "\x1F", "\x20", "\x7F", "\x80", "\xBF", "\xC1", "\xC2", "\xDF", "\xE0", "\xA0", "\xED", "\x9F", "\xEF",
      "\xF0", "\x90", "\xF4", "\x8F", "\xF5", "abcdefgh", "0.1", "[1,2]", "{\"a\":1}"};
  RandomStream random(20240611);
  for (int i = 0; i < 20'000; ++i) {
    std::string text;
    for (std::uint64_t n = random.below(9) + 1; n > 0; --n) text += kPieces[random.below(std::size(kPieces))];
    expect_agreement(text, false);
    expect_agreement("\"" + text + "\"", false);
    expect_agreement("[" + text + "]", false);
    expect_agreement("{\"k\":" + text + "}", false);
  }
}

TEST(JsonScanner, AgreesOnRandomNumbers) {
  RandomStream random(7);
  for (int i = 0; i < 20'000; ++i) {
    const double number = std::bit_cast<double>(random.below(UINT64_MAX));
    for (const std::string& text : {fmt::format("{}", number), fmt::format("{:.17g}", number), fmt::format("{:.3f}", number / 1e290),
                                    fmt::format("{}", random.below(UINT64_MAX)), fmt::format("-{}", random.below(UINT64_MAX))})
      expect_agreement(text, false);
  }
}

}  // namespace
}  // namespace assay
