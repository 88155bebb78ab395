#include <string>

#include "tests/datasets/perturb/support_perturb.h"

namespace assay::datasets {
namespace {

using test_support::error_of;
using test_support::perturbed;
using test_support::question_behind;
using test_support::text_in;
using ::testing::HasSubstr;

TEST(LetterCase, ChangesWordsAndKeepsTheAnswer) {
  EXPECT_EQ(question_behind("case:to=upper", "where is Lyon, the city? (a) x2", "lyon"),
            "WHERE IS Lyon, THE CITY? (a) x2");
  EXPECT_EQ(question_behind("case:to=lower", "Where IS \xC3\x89tretat?"), "where is \xC3\xA9tretat?");
  EXPECT_EQ(question_behind("case:to=title", "where IS it?"), "Where Is It?");
}

TEST(LetterCase, RandomCaseKeepsTheLetters) {
  const std::string text = "the quick brown fox jumps over the lazy dog";
  std::string made = question_behind("case", text);
  EXPECT_NE(made, text);
  int upper = 0;
  for (char& c : made)
    if (c >= 'A' && c <= 'Z') {
      ++upper;
      c = static_cast<char>(c - 'A' + 'a');
    }
  EXPECT_EQ(made, text);
  EXPECT_NEAR(upper, 17, 12);
}

TEST(LetterCase, RefusesWhatItDoesNotKnow) {
  EXPECT_THAT(error_of("case:to=camel"), HasSubstr("unknown value 'camel'"));
}

}  // namespace
}  // namespace assay::datasets
