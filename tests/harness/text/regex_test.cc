#include "harness/text/regex.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "harness/core/error.h"
#include "harness/core/json.h"
#include "tests/support/shared.h"

namespace assay::text {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<std::string> all(const Regex& regex, std::string_view subject) {
  std::vector<std::string> found;
  for (const Regex::Match& match : regex.find_all(subject)) found.emplace_back(match.groups[0].in(subject));
  return found;
}

TEST(Regex, MatchesAndGroupsAreThoseOfPython) {
  const Value golden = json::parse(test::read_file(test::test_data("golden/text/text.json")), "text.json");
  ASSERT_GE(golden.find("find_all")->size(), 25u);
  for (const Value& one : golden.find("find_all")->as_array()) {
    const std::string& pattern = one.find("pattern")->as_string();
    const std::string& text = one.find("text")->as_string();
    Value spans = Value::array();
    for (const Regex::Match& match : Regex(pattern).find_all(text)) {
      Value groups = Value::array();
      for (const Regex::Group& group : match.groups) {
        Value span = Value::array();
        span.push_back(group.matched() ? static_cast<std::int64_t>(group.begin) : std::int64_t{-1});
        span.push_back(group.matched() ? static_cast<std::int64_t>(group.end) : std::int64_t{-1});
        groups.push_back(span);
      }
      spans.push_back(groups);
    }
    EXPECT_EQ(json::dump(spans), json::dump(*one.find("spans"))) << pattern << " on " << text;
  }
}

TEST(Regex, UnicodeClassesAndProperties) {
  EXPECT_THAT(all(Regex("\\p{L}+"), "ab\xC3\xA9 1 \xE4\xBD\xA0"), ElementsAre("ab\xC3\xA9", "\xE4\xBD\xA0"));
  EXPECT_THAT(all(Regex("\\p{N}+|[^\\s\\p{L}\\p{N}]+"), "a1\xC2\xB2!? b"), ElementsAre("1\xC2\xB2", "!?"));
  EXPECT_THAT(all(Regex("\\s+(?!\\S)|\\s+"), "a   b  "), ElementsAre("  ", " ", "  "));
  EXPECT_THAT(all(Regex("\\s"), "\xE1\xA0\x8E\x1C\xC2\x85"), ElementsAre("\xC2\x85"));
}

TEST(Regex, AsciiModeTakesBytes) {
  const Regex regex("\\w+", {.ascii = true});
  EXPECT_THAT(all(regex, "caf\xC3\xA9 \xFFx"), ElementsAre("caf", "x"));
  EXPECT_TRUE(Regex("[a-z]+.", {.ignore_case = true, .ascii = true}).full_match("ABC\xFF"));
}

TEST(Regex, OptionsChangeWhatMatches) {
  EXPECT_FALSE(Regex("a.B").full_match("A\nb"));
  EXPECT_TRUE(Regex("a.B", {.ignore_case = true, .dot_all = true}).full_match("A\nb"));
  EXPECT_EQ(Regex("^x$", {.multi_line = true}).find_all("x\nx\ny").size(), 2u);
  EXPECT_TRUE(Regex("\xC3\xA9", {.ignore_case = true}).full_match("\xC3\x89"));
}

TEST(Regex, FullMatchTriesOtherWaysBeforeItGivesUp) {
  EXPECT_TRUE(Regex("a|ab").full_match("ab"));
  EXPECT_FALSE(Regex("a").full_match("a\n"));
}

TEST(Regex, SearchStartsWhereItIsTold) {
  const Regex regex("(?<=a)b");
  EXPECT_EQ(regex.search("ab ab", 1)->begin(), 1u);
  EXPECT_EQ(regex.search("ab ab", 2)->begin(), 4u);
  EXPECT_FALSE(regex.search("ab", 3).has_value());
}

TEST(Regex, InvalidUtf8NeverMatchesAndIsNoError) {
  EXPECT_THAT(all(Regex("."),
                  "a\xFF"
                  "b\xC3"),
              ElementsAre("a", "b"));
  EXPECT_FALSE(
      Regex(".+").full_match("a\xFF"
                             "b"));
  EXPECT_THAT(Regex("b").split("a\xFF"
                               "bc"),
              ElementsAre("a\xFF", "c"));
  EXPECT_FALSE(Regex("x").search("\xC3\xC3\xC3", 1).has_value());
}

TEST(Regex, CatastrophicBacktrackingIsAnErrorAndQuick) {
  const auto start = std::chrono::steady_clock::now();
  const std::string text(60, 'a');
  for (const char* pattern : {"(a+)+$", "(a|a)*b", "(\\w+\\s?)*\\.", "(a*)*c"}) {
    try {
      Regex(pattern).full_match(text + "!");
      Regex(pattern).search(text + "!");
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kData);
      EXPECT_THAT(error.what(), HasSubstr("backtracks too much"));
    }
  }
  EXPECT_THROW(Regex("(a+)+$").search(text + "!"), Error);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
}

TEST(Regex, DeepRecursionFindsItsEndWithoutACrash) {
  EXPECT_TRUE(Regex("(?:a|b)*").full_match(std::string(100'000, 'a')));
  EXPECT_TRUE(Regex("(a|b)*").full_match(std::string(100'000, 'a')));
  EXPECT_FALSE(Regex("(?:a|b)*").full_match(std::string(100'000, 'a') + "c"));
}

TEST(Regex, ReplacementsNameGroups) {
  EXPECT_EQ(Regex("(\\w+) (?P<second>\\w+)").replace_all("one two, three four", "\\2 \\g<1>!\\g<second>\\\\"),
            "two one!two\\, four three!four\\");
  EXPECT_EQ(Regex("x*").replace_all("axb", "-"), "-a--b-");
  EXPECT_EQ(Regex("(a)|b").replace_all("ab", "<\\1>"), "<a><>");
  EXPECT_THROW(Regex("a").replace_all("a", "\\1"), Error);
  EXPECT_THROW(Regex("a").replace_all("a", "\\g<n>"), Error);
  EXPECT_THROW(Regex("a").replace_all("a", "\\"), Error);
}

TEST(Regex, SplitsAsPythonDoes) {
  EXPECT_THAT(Regex(",\\s*").split("a, b,c,"), ElementsAre("a", "b", "c", ""));
  EXPECT_THAT(Regex("x*").split("axbc"), ElementsAre("", "a", "", "b", "c", ""));
}

TEST(Regex, NamedGroupsHaveNumbers) {
  const Regex regex("(?P<a>x)(y)(?<b>z)");
  EXPECT_EQ(regex.num_groups(), 3u);
  EXPECT_EQ(regex.group_number("b"), 3);
  EXPECT_EQ(regex.group_number("c"), -1);
}

TEST(Regex, ABrokenPatternNamesItselfAndThePlace) {
  try {
    Regex("\\s+(a");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kConfig);
    EXPECT_THAT(error.what(), HasSubstr("'\\s+(a'"));
    EXPECT_THAT(error.what(), HasSubstr("offset 5"));
  }
  EXPECT_THROW(Regex("\xFF"), Error);
}

TEST(Regex, OnePatternServesSeveralThreads) {
  const Regex regex("(\\w+)@(\\w+)");
  std::vector<std::thread> threads;
  std::vector<std::size_t> found(4);
  for (std::size_t i = 0; i < found.size(); ++i)
    threads.emplace_back([&, i] {
      for (int round = 0; round < 200; ++round) found[i] += regex.find_all(i % 2 ? "a@b c@d" : "a@b \xFF c@d").size();
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(found, ElementsAre(400u, 400u, 400u, 400u));
}

TEST(Regex, ALongBrokenPatternIsRefusedQuicklyAndInShort) {
  try {
    Regex(std::string(3'000'000, 'a') + "(");
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("(3000001 bytes)"));
    EXPECT_LT(error.message().size(), 1000u);
  }
}

TEST(Regex, PythonsReadingDiffersWhereAsked) {
  const auto python = [](std::string_view pattern) { return Regex(pattern, {.python = true}); };
  EXPECT_THAT(all(python("\\s"), "a\x1C\x1F"), ElementsAre("\x1C", "\x1F"));
  EXPECT_THAT(all(python("[^\\S]"), "a\x1C"), ElementsAre("\x1C"));
  EXPECT_THAT(all(python("\\v"), "\x0B\n"), ElementsAre("\x0B"));
  EXPECT_THAT(all(python("^a{,2}b"), "aab"), ElementsAre("aab"));
  EXPECT_THAT(all(python("xa{,}"), "xaa{,}"), ElementsAre("xaa"));
  EXPECT_THAT(all(python("[[:a]+"), "[:a]"), ElementsAre("[:a"));
  EXPECT_EQ(python("(?m)^").find_all("a\n").size(), 2u);
  EXPECT_EQ(Regex("(?m)^").find_all("a\n").size(), 1u);
  EXPECT_THAT(all(python("(?iu)A"), "a"), ElementsAre("a"));
  EXPECT_THAT(all(python("(?u:a)"), "a"), ElementsAre("a"));
}

}  // namespace
}  // namespace assay::text
