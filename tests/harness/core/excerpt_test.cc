#include "harness/core/excerpt.h"

#include <gtest/gtest.h>

#include "harness/core/json.h"

namespace assay {
namespace {

TEST(Excerpt, StaysOnOneLineAndGivesATerminalNoOrders) {
  EXPECT_EQ(excerpt("plain \xC3\xA9"), "plain \xC3\xA9");
  EXPECT_EQ(excerpt("a\nb\tc\r\x1B[31m\x7F"), "a\\nb\\tc\\x0D\\x1B[31m\\x7F");
}

TEST(Excerpt, IsCutBetweenCharacters) {
  EXPECT_EQ(excerpt("abcdef", 6), "abcdef");
  EXPECT_EQ(excerpt("abcdef", 5), "abcde...");
  EXPECT_EQ(excerpt("ab\xE2\x82\xAC", 4), "ab...");
  EXPECT_EQ(excerpt(std::string(1'000'000, 'x')).size(), 203u);
}

TEST(Excerpt, OfAValueIsItsJson) {
  EXPECT_EQ(json_excerpt(json::parse("[1, {\"a\": null}]", "x")), "[1,{\"a\":null}]");
  EXPECT_EQ(json_excerpt(Value("abcdefgh"), 5), "\"abcd...");
}

}  // namespace
}  // namespace assay
