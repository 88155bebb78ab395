#include <algorithm>
#include <string>

#include "tests/datasets/perturb/support_perturb.h"
#include "tests/support/shared.h"

namespace assay::datasets {
namespace {

using test_support::error_of;
using test_support::perturbed;
using test_support::question_behind;
using test_support::text_in;
using ::testing::HasSubstr;

TEST(Distractors, StandWhereTheyAreAskedFor) {
  EXPECT_THAT(question_behind("distractors:count=3", "Why is that?"), ::testing::EndsWith(". Why is that?"));
  EXPECT_THAT(question_behind("distractors:where=after", "Why is that?"), ::testing::StartsWith("Why is that? "));
  const std::string both = question_behind("distractors:where=both,count=2", "Why is that?");
  EXPECT_THAT(both, HasSubstr(". Why is that? "));
  EXPECT_EQ(std::count(both.begin(), both.end(), '.'), 2);
}

TEST(Distractors, NeverHoldAWordOfTheAnswer) {
  for (int i = 0; i < 200; ++i) {
    const std::string made =
        question_behind("distractors:count=20", "Who?", "the baker at the river", std::to_string(i));
    EXPECT_THAT(made, ::testing::Not(::testing::AnyOf(HasSubstr(" baker "), HasSubstr(" river "))));
  }
}

TEST(Distractors, ComeFromAFileToo) {
  const test::TempFolder folder;
  const std::string path = folder.write("s.txt", "Snow fell.\n\nParis is far.\n");
  EXPECT_EQ(question_behind("distractors:count=2,sentences=" + path, "Where?", "Paris"),
            "Snow fell. Snow fell. Where?");
  EXPECT_THAT(error_of("distractors:sentences=" + folder.write("e.txt", "\n")), HasSubstr("has no sentence"));
  EXPECT_THAT(error_of("distractors:sentences=" + folder.path() + "/none"), HasSubstr("cannot be read"));
  EXPECT_THAT(error_of("distractors:sentences=" + folder.write("b.txt", "\xFF\n")), HasSubstr("line 1 is not UTF-8"));
  EXPECT_THAT(error_of("distractors:sentences=" + folder.write("w.txt", "Paris is far.\n"),
                       R"({"question": "Where?", "answer": "paris"})"),
              HasSubstr("has a word of the answer"));
}

TEST(Distractors, RefuseWhatTheyDoNotKnow) {
  EXPECT_THAT(error_of("distractors:count=0"), HasSubstr("0 is out of range"));
  EXPECT_THAT(error_of("distractors:where=inside"), HasSubstr("unknown value 'inside'"));
}

}  // namespace
}  // namespace assay::datasets
