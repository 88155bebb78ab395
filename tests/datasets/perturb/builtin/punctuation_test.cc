#include <string>

#include "tests/datasets/perturb/support_perturb.h"

namespace assay::datasets {
namespace {

using test_support::error_of;
using test_support::perturbed;
using test_support::question_behind;
using test_support::text_in;
using ::testing::HasSubstr;

TEST(Punctuation, MarksAtTheEndsOfWordsChange) {
  const std::string text = "Well, is 3.5 more: yes or no?";
  EXPECT_EQ(question_behind("punctuation", text), "Well is 3.5 more yes or no");
  EXPECT_EQ(question_behind("punctuation:mode=double", text), "Well,, is 3.5 more:: yes or no??");
  EXPECT_EQ(question_behind("punctuation:mode=space", text), "Well , is 3.5 more : yes or no ?");
}

TEST(Punctuation, NumbersAndLettersOfChoicesKeepTheirs) {
  EXPECT_EQ(question_behind("punctuation", "A. 12. B: `x;` end."), "A. 12. B: `x;` end");
}

TEST(Punctuation, RefusesWhatItDoesNotKnow) {
  EXPECT_THAT(error_of("punctuation:mode=x"), HasSubstr("unknown value 'x'"));
}

}  // namespace
}  // namespace assay::datasets
