#include <map>
#include <string>

#include "harness/text/regex.h"
#include "tests/datasets/synthetic/support_synthetic.h"

namespace assay::datasets {
namespace {

using test_support::error_of_items;
using test_support::make_items;
using test_support::text_of;
using ::testing::HasSubstr;

bool keeps(const Value& item, const std::string& answer) {
  return text::Regex(text_of(item, "pattern")).full_match(answer);
}

Value item_of(const std::string& format, const std::string& count) {
  return make_items("format_following", "formats=" + format + ",min=" + count + ",max=" + count, 1)[0];
}

TEST(FormatFollowing, HoldsWhatEveryKindHolds) {
  test_support::expect_what_holds_for_every_kind("format_following", "");
}

TEST(FormatFollowing, TheExampleKeepsItsRule) {
  std::map<std::string, int> met;
  for (const Value& item : make_items("format_following", "min=1,max=9", 500)) {
    EXPECT_TRUE(keeps(item, text_of(item, "answer"))) << json::dump(item);
    ++met[text_of(item, "format")];
  }
  EXPECT_EQ(met.size(), 8u);
}

TEST(FormatFollowing, PatternsCountWordsAndLines) {
  const Value words = item_of("words", "3");
  EXPECT_TRUE(keeps(words, " one  two, three.\n"));
  EXPECT_FALSE(keeps(words, "one two"));
  EXPECT_FALSE(keeps(words, "one two three four"));
  EXPECT_TRUE(keeps(item_of("words", "1"), "one"));
  const Value bullets = item_of("bullets", "2");
  EXPECT_TRUE(keeps(bullets, "- one thing\n- another"));
  EXPECT_FALSE(keeps(bullets, "- one thing"));
  EXPECT_FALSE(keeps(bullets, "Here:\n- one thing\n- another"));
  EXPECT_FALSE(keeps(bullets, "- one\n- two\n- three"));
  const Value numbered = item_of("numbered", "2");
  EXPECT_TRUE(keeps(numbered, "1. one\n2. two\n"));
  EXPECT_FALSE(keeps(numbered, "1. one\n3. two"));
  EXPECT_FALSE(keeps(numbered, "1. one\n2. two\n3. three"));
}

TEST(FormatFollowing, PatternsKnowCaseAndLetters) {
  const Value upper = item_of("upper_case", "2"), lower = item_of("lower_case", "2");
  EXPECT_TRUE(keeps(upper, "IT IS \u00C4LTER.\nREALLY!"));
  EXPECT_FALSE(keeps(upper, "IT IS Old"));
  EXPECT_FALSE(keeps(upper, "123"));
  EXPECT_TRUE(keeps(lower, "it is old."));
  EXPECT_FALSE(keeps(lower, "It is old."));
  const Value ends = item_of("ends_with", "2");
  const std::string answer = text_of(ends, "answer");
  EXPECT_FALSE(keeps(ends, answer + "."));
  EXPECT_TRUE(keeps(ends, "Two lines\n" + answer));
}

TEST(FormatFollowing, JsonHasASchemaOfItsKeys) {
  const Value item = item_of("json", "3");
  const Value& schema = *item.find("schema");
  EXPECT_EQ(schema.find("required")->size(), 3u);
  EXPECT_EQ(schema.find("additionalProperties")->as_bool(), false);
  const Value example = json::parse(text_of(item, "answer"), "answer");
  for (const Value& key : schema.find("required")->as_array()) {
    EXPECT_NE(example.find(key.as_string()), nullptr);
    EXPECT_THAT(text_of(item, "question"), HasSubstr("\"" + key.as_string() + "\""));
  }
}

TEST(FormatFollowing, RefusesWhatItDoesNotKnow) {
  EXPECT_THAT(error_of_items("format_following", "formats=haiku"), HasSubstr("unknown value 'haiku'"));
  EXPECT_THAT(error_of_items("format_following", "min=7"), HasSubstr("7 is more than 'max' (6)"));
  EXPECT_THAT(error_of_items("format_following", "formats=json,min=13,max=20"),
              HasSubstr("13 keys are more than there are"));
}

}  // namespace
}  // namespace assay::datasets
