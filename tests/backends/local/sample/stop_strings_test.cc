#include "backends/local/sample/stop_strings.h"

#include <gtest/gtest.h>

#include <vector>

namespace assay::local {
namespace {

struct Streamed {
  std::string text;
  bool stopped;
};

Streamed stream(std::vector<std::string> stops, const std::vector<std::string>& pieces) {
  StopStrings matcher(std::move(stops));
  Streamed out{"", false};
  for (const std::string& piece : pieces) {
    out.text += matcher.push(piece);
    if (matcher.stopped()) return {out.text, true};
  }
  out.text += matcher.finish();
  return out;
}

TEST(StopStrings, CutsBeforeAStopStringThatSpansPieces) {
  const Streamed out = stream({"\n\nQ:"}, {"Paris.\n", "\n", "Q: What"});
  EXPECT_EQ(out.text, "Paris.");
  EXPECT_TRUE(out.stopped);
}

TEST(StopStrings, HoldsBackWhatMayBecomeOneAndReleasesItWhenItDoesNot) {
  StopStrings matcher({"abc"});
  EXPECT_EQ(matcher.push("xab"), "x");
  EXPECT_EQ(matcher.push("ab"), "ab");
  EXPECT_EQ(matcher.push("d"), "abd");
  EXPECT_EQ(matcher.push("a"), "");
  EXPECT_EQ(matcher.finish(), "a");
}

TEST(StopStrings, TheResultDoesNotDependOnHowBytesAreCut) {
  const std::string text = "one STOP two END three";
  for (std::size_t size = 1; size <= text.size(); ++size) {
    std::vector<std::string> pieces;
    for (std::size_t i = 0; i < text.size(); i += size) pieces.push_back(text.substr(i, size));
    const Streamed out = stream({"END", "STOP"}, pieces);
    EXPECT_EQ(out.text, "one ") << size;
    EXPECT_TRUE(out.stopped);
  }
}

TEST(StopStrings, OfThoseThatEndTogetherTheLongestCounts) { EXPECT_EQ(stream({"c", "bc"}, {"abcd"}).text, "a"); }

TEST(StopStrings, AnOverlappingBeginIsNotMissed) { EXPECT_EQ(stream({"aab"}, {"a", "a", "a", "b"}).text, "a"); }

TEST(StopStrings, HoldsBackUnfinishedCharacters) {
  StopStrings matcher({});
  EXPECT_EQ(matcher.push("a\xC3"), "a");
  EXPECT_EQ(matcher.push("\xA4"), "\xC3\xA4");
  EXPECT_EQ(matcher.push("\xE2\x82"), "");
  EXPECT_EQ(matcher.finish(), "\xEF\xBF\xBD");
}

TEST(StopStrings, BytesThatAreNoTextBecomeReplacementCharacters) {
  EXPECT_EQ(stream({}, {"a\xFF", "b"}).text,
            "a\xEF\xBF\xBD"
            "b");
}

TEST(StopStrings, EmptyStopStringsNeverMatch) {
  const Streamed out = stream({"", "zz"}, {"plain"});
  EXPECT_EQ(out.text, "plain");
  EXPECT_FALSE(out.stopped);
}

}  // namespace
}  // namespace assay::local
