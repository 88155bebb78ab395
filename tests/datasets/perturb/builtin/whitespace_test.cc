#include <string>

#include "tests/datasets/perturb/support_perturb.h"

namespace assay::datasets {
namespace {

using test_support::error_of;
using test_support::perturbed;
using test_support::question_behind;
using test_support::text_in;
using ::testing::HasSubstr;

TEST(Whitespace, ChangesSingleBlanksOnly) {
  EXPECT_EQ(question_behind("whitespace:rate=1", "a b\n  c d"), "a  b\n  c  d");
  EXPECT_EQ(question_behind("whitespace:rate=1,mode=tab", "a b `c d` e"), "a\tb\t`c d`\te");
  EXPECT_EQ(question_behind("whitespace:rate=1,mode=newline", "a b"), "a\nb");
  EXPECT_THAT(question_behind("whitespace:mode=ends", "a b"),
              ::testing::AllOf(::testing::StartsWith(" a b"), ::testing::EndsWith(" ")));
}

TEST(Whitespace, ComesAtTheRateAskedFor) {
  std::string text = "a";
  for (int i = 0; i < 10000; ++i) text += " a";
  EXPECT_NEAR(static_cast<double>(question_behind("whitespace:rate=0.25", text).size() - text.size()), 2500.0, 175.0);
}

TEST(Whitespace, RefusesWhatItDoesNotKnow) {
  EXPECT_THAT(error_of("whitespace:mode=none"), HasSubstr("unknown value 'none'"));
  EXPECT_THAT(error_of("whitespace:rate=0"), HasSubstr("0 changes nothing"));
}

}  // namespace
}  // namespace assay::datasets
