#include "tests/metrics/filter/filtering.h"

namespace assay::test {
namespace {

using ::testing::HasSubstr;

Sample list_of(const std::string& input) {
  Sample sample;
  sample.fields = Value::object();
  sample.fields.set("input", input);
  return sample;
}

const std::string kWords = "function: word_order\nfield: input\nafter: 'List:'\n";

TEST(WordOrder, GivesTheWordsInTheOrderOfTheAnswer) {
  const Sample sample = list_of("Sort these. List: pear apple fig");
  EXPECT_EQ(one(kWords, "apple, fig and pear", sample), "apple fig pear");
  EXPECT_EQ(one(kWords, "apple", sample), "apple");
  EXPECT_EQ(one(kWords, "figs, apples", sample), "FELL BACK: ");
}

TEST(WordOrder, CountsEachWordWhereItLastStands) {
  EXPECT_EQ(one(kWords, "First pear, then: apple fig pear", list_of("List: pear apple fig")), "apple fig pear");
}

TEST(WordOrder, TakesWordsAsTheyAreAndNotAsPatterns) {
  EXPECT_EQ(one(kWords, "a.b c", list_of("List: a.b c")), "a.b c");
  EXPECT_EQ(one(kWords, "axb c", list_of("List: a.b c")), "c");
}

TEST(WordOrder, WithoutAListTheAnswerIsUnscored) {
  EXPECT_THAT(one(kWords, "a", list_of("no list")), HasSubstr("UNSCORED: word_order: the field 'input' has 0 words"));
  EXPECT_THAT(one(kWords, "a", {}), HasSubstr("UNSCORED"));
  std::string many = "List:";
  for (int i = 0; i < 1200; ++i) many += " w" + std::to_string(i);
  EXPECT_THAT(one(kWords, "w1", list_of(many)), HasSubstr("1200 words"));
  EXPECT_THAT(refusal("function: word_order"), HasSubstr("field"));
}

}  // namespace
}  // namespace assay::test
