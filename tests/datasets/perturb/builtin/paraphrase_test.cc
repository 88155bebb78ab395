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

TEST(Paraphrase, PutsWordsRoundTheQuestion) {
  for (int i = 0; i < 20; ++i)
    EXPECT_THAT(question_behind("paraphrase", "What is it?", "-", std::to_string(i)), HasSubstr("What is it?"));
  EXPECT_NE(question_behind("paraphrase", "What is it?"), "What is it?");
}

TEST(Paraphrase, ATemplateOfOnesOwnSeesTheRow) {
  EXPECT_EQ(text_in(perturbed("paraphrase:template=On {{ topic }}: {{ text | lower }}",
                              R"({"question": "WHY?", "topic": "rain", "answer": "x"})"),
                    "question"),
            "On rain: why?");
}

TEST(Paraphrase, AFileOfTemplatesGivesEachRowOne) {
  const test::TempFolder folder;
  const std::string path = folder.write("t.yaml", "templates:\n  - 'First: {{ text }}'\n  - 'Second: {{ text }}'\n");
  int first = 0;
  for (int i = 0; i < 100; ++i)
    first += question_behind("paraphrase:templates=" + path, "Q", "-", std::to_string(i)) == "First: Q" ? 1 : 0;
  EXPECT_NEAR(first, 50, 20);
  EXPECT_THAT(error_of("paraphrase:templates=" + folder.write("u.yaml", "other: 1\n")),
              HasSubstr("unknown key 'other'"));
}

TEST(Paraphrase, RefusesTemplatesThatLoseTheQuestion) {
  EXPECT_THAT(error_of("paraphrase:template=What?"), HasSubstr("does not use {{ text }}"));
  EXPECT_THAT(error_of("paraphrase:template={{ text[:0] }}"), HasSubstr("gives an empty text"));
  EXPECT_THAT(error_of("paraphrase:template={{ text "), HasSubstr("template:1:"));
}

}  // namespace
}  // namespace assay::datasets
