#include <cmath>
#include <set>
#include <sstream>
#include <string>

#include "tests/datasets/synthetic/support_synthetic.h"

namespace assay::datasets {
namespace {

using test_support::error_of_items;
using test_support::make_items;
using test_support::text_of;
using ::testing::HasSubstr;
using ::testing::Not;

std::size_t times_in(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

std::int64_t words_in(const std::string& text) {
  std::istringstream stream(text);
  std::int64_t count = 0;
  for (std::string word; stream >> word;) ++count;
  return count;
}

TEST(Needle, HoldsWhatEveryKindHolds) {
  test_support::expect_what_holds_for_every_kind("needle", "length=1000", 50);
  test_support::expect_what_holds_for_every_kind("needle", "length=2000,task=key_value", 50);
  test_support::expect_what_holds_for_every_kind("needle", "length=2000,task=variables,needles=2", 50);
}

TEST(Needle, StandsOnceInTheContextAtItsDepth) {
  for (const Value& item : make_items("needle", "{length: [3000, 20000], depth: [0, 0.25, 0.5, 0.9, 1]}", 20)) {
    const std::string context = text_of(item, "context"), answer = text_of(item, "answer");
    ASSERT_EQ(times_in(context, answer), 1u);
    const double depth = item.find("depth")->as_double();
    const auto at = static_cast<std::size_t>(item.find("needle_at")->as_int());
    EXPECT_EQ(context.substr(at, 19), "The secret code of ");
    EXPECT_LT(at, context.find(answer));
    // The nearest boundary of two sentences is at most half a sentence away (80 characters), with the needle's own
    // length.
    EXPECT_NEAR(static_cast<double>(at), depth * static_cast<double>(context.size()), 90.0) << depth;
    if (depth == 0.0) {
      EXPECT_EQ(at, 0u);
    }
    if (depth == 1.0) {
      EXPECT_TRUE(context.ends_with(answer + "."));
    }
  }
}

TEST(Needle, LengthsAndDepthsAreAGrid) {
  const std::vector<Value> items = make_items("needle", "{length: [1000, 2000, 3000], depth: [0, 1]}", 7);
  for (std::size_t i = 0; i < items.size(); ++i) {
    EXPECT_EQ(items[i].find("length")->as_int(), static_cast<std::int64_t>(1000 * (i % 3 + 1)));
    EXPECT_EQ(items[i].find("depth")->as_double(), static_cast<double>(i / 3 % 2));
  }
}

TEST(Needle, TheTextIsAsLongAsAskedToASentence) {
  for (const std::int64_t length : {300, 1000, 50000}) {
    const Value item = make_items("needle", "length=" + std::to_string(length), 1)[0];
    const auto size = static_cast<std::int64_t>(text_of(item, "context").size());
    EXPECT_LE(size, length);
    EXPECT_GT(size, length - 160);
    EXPECT_EQ(item.find("length_made")->as_int(), size);
  }
  const Value words = make_items("needle", "length=1000,unit=words", 1)[0];
  EXPECT_LE(words_in(text_of(words, "context")), 1000);
  EXPECT_GT(words_in(text_of(words, "context")), 970);
  EXPECT_EQ(words.find("length_made")->as_int(), words_in(text_of(words, "context")));
  const Value tokens = make_items("needle", "length=1000,unit=tokens", 1)[0];
  EXPECT_LE(text_of(tokens, "context").size(), 4000u);
  EXPECT_GT(text_of(tokens, "context").size(), 3840u);
}

TEST(Needle, SeveralAreAskedForInTheirOrder) {
  const Value item = make_items("needle", "length=3000,needles=5,queries=3,distractors=2", 1)[0];
  const std::string context = text_of(item, "context"), question = text_of(item, "question");
  EXPECT_EQ(times_in(context, "The secret code of "), 7u);
  const auto& answers = item.find("answers")->as_array();
  ASSERT_EQ(answers.size(), 3u);
  std::size_t before = 0;
  for (const Value& answer : answers) {
    const std::size_t end = context.find(" is " + answer.as_string() + ".");
    ASSERT_NE(end, std::string::npos);
    const std::size_t begin = context.rfind("code of the ", end) + 12;
    const std::size_t named = question.find(context.substr(begin, end - begin));
    ASSERT_NE(named, std::string::npos);
    EXPECT_GT(named, before);
    before = named;
  }
  EXPECT_TRUE(item.find("depth")->is_null());
}

TEST(Needle, AKeyHasOneValue) {
  const Value item = make_items("needle", "length=5000,task=key_value,depth=0.5", 1)[0];
  std::istringstream lines(text_of(item, "context"));
  std::set<std::string> keys;
  std::string found;
  for (std::string line; std::getline(lines, line);) {
    ASSERT_EQ(line.size(), 74u) << line;
    EXPECT_TRUE(keys.insert(line.substr(0, 36)).second);
    if (text_of(item, "question").find(line.substr(0, 36)) != std::string::npos) found = line.substr(38);
  }
  EXPECT_EQ(found, text_of(item, "answer"));
  EXPECT_GT(keys.size(), 60u);
}

TEST(Needle, VariablesOfAChainAreSetBeforeTheyAreRead) {
  const Value item = make_items("needle", "length=6000,task=variables,hops=5,needles=3", 1)[0];
  std::istringstream words(text_of(item, "context"));
  // Every assignment is carried out in the order of the text.
  std::vector<std::pair<std::string, std::string>> values;
  const auto value_of = [&](const std::string& name) {
    for (const auto& [known, value] : values)
      if (known == name) return value;
    return std::string("(unset)");
  };
  for (std::string word; words >> word;) {
    if (word != "VAR") continue;
    std::string name, equals, right;
    words >> name >> equals >> right;
    ASSERT_EQ(equals, "=");
    if (right == "VAR") {
      words >> right;
      right = value_of(right.substr(0, right.size() - 1));
    } else {
      right.pop_back();
    }
    ASSERT_NE(right, "(unset)");
    values.emplace_back(name, right);
  }
  ASSERT_EQ(values.size(), 18u);
  std::multiset<std::string> expected, answered;
  for (const auto& [name, value] : values)
    if (text_of(item, "question").find("value " + value + "?") != std::string::npos) expected.insert(name);
  for (const Value& answer : item.find("answers")->as_array()) answered.insert(answer.as_string());
  EXPECT_EQ(answered, expected);
  EXPECT_EQ(answered.size(), 6u);
}

TEST(Needle, HayThatRepeatsHasFourSentences) {
  const Value item = make_items("needle", "length=3000,haystack=repeat,depth=1", 1)[0];
  const std::string context = text_of(item, "context");
  const std::string first = context.substr(0, context.find('.') + 1);
  EXPECT_GT(times_in(context, first), 4u);
}

TEST(Needle, RefusesWhatItDoesNotKnow) {
  EXPECT_THAT(error_of_items("needle", "depth=1.5"), HasSubstr("out of range"));
  EXPECT_THAT(error_of_items("needle", "depth=deep"), HasSubstr("expected a number"));
  EXPECT_THAT(error_of_items("needle", "length=10000001"), HasSubstr("expected 10000000 at most"));
  EXPECT_THAT(error_of_items("needle", "length=2500001,unit=tokens"), HasSubstr("expected 2500000 at most"));
  EXPECT_THAT(error_of_items("needle", "length=nan"), Not(HasSubstr("(no error)")));
  EXPECT_THAT(error_of_items("needle", "length=20"), HasSubstr("the length 20 is too short"));
  EXPECT_THAT(error_of_items("needle", "queries=2"), HasSubstr("2 are more than 'needles' (1)"));
  EXPECT_THAT(error_of_items("needle", "needles=2,queries=2,depth=0.5"), HasSubstr("leave out 'depth'"));
  EXPECT_THAT(error_of_items("needle", "hops=3"), HasSubstr("does nothing with task=needle"));
}

TEST(NeedleSlow, WordsThatAreLongAreBoundedToo) {
  EXPECT_THAT(error_of_items("needle", "length=1000000,unit=words,task=key_value"),
              HasSubstr("gives more than 10000000 characters"));
}

TEST(NeedleSlow, TenMillionCharactersAreMade) {
  const Value item = make_items("needle", "length=10000000,depth=0.5", 1)[0];
  const auto size = static_cast<double>(text_of(item, "context").size());
  EXPECT_GT(size, 9'999'800.0);
  EXPECT_NEAR(item.find("needle_at")->as_double() / size, 0.5, 1e-4);
}

}  // namespace
}  // namespace assay::datasets
