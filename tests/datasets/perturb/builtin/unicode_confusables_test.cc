#include <string>

#include "tests/datasets/perturb/support_perturb.h"

namespace assay::datasets {
namespace {

using test_support::error_of;
using test_support::perturbed;
using test_support::question_behind;
using test_support::text_in;
using ::testing::HasSubstr;

TEST(UnicodeConfusables, LookAlikesStandForLatinLetters) {
  EXPECT_EQ(question_behind("unicode_confusables:rate=1", "open box 5a", "box"), "\xD0\xBE\xD1\x80\xD0\xB5n box 5a");
}

TEST(UnicodeConfusables, ComeAtTheRateAskedFor) {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "cope ";
  const std::string made = question_behind("unicode_confusables:rate=0.25", text);
  EXPECT_NEAR(static_cast<double>(made.size() - text.size()), 1000.0, 110.0);  // two bytes for one
}

TEST(UnicodeConfusables, RefuseWhatTheyDoNotKnow) {
  EXPECT_THAT(error_of("unicode_confusables:rate=0"), HasSubstr("0 changes nothing"));
  EXPECT_THAT(error_of("unicode_confusables:rate=x"), HasSubstr("expected a number"));
}

}  // namespace
}  // namespace assay::datasets
