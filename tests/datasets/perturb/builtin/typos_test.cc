#include <string>

#include "tests/datasets/perturb/support_perturb.h"

namespace assay::datasets {
namespace {

using test_support::error_of;
using test_support::perturbed;
using test_support::question_behind;
using test_support::text_in;
using ::testing::HasSubstr;

const std::string kText =
    "Which of the following rivers flows through the largest number of different countries today?";

// Letters that differ from the original at the rate of substitutions alone, over many rows.
double rate_of_neighbours(const std::string& rate) {
  double slips = 0.0, letters = 0.0;
  for (int i = 0; i < 300; ++i) {
    const std::string made =
        question_behind("typos:kinds=neighbour,min_length=1,rate=" + rate, kText, "-", std::to_string(i));
    EXPECT_EQ(made.size(), kText.size());
    for (std::size_t j = 0; j < kText.size(); ++j) {
      slips += made[j] != kText[j] ? 1.0 : 0.0;
      letters += kText[j] != ' ' && kText[j] != '?' ? 1.0 : 0.0;
    }
  }
  return slips / letters;
}

TEST(Typos, ComeAtTheRateAskedFor) {
  EXPECT_NEAR(rate_of_neighbours("0.05"), 0.05, 0.006);  // four standard errors of 22,500 letters
  EXPECT_NEAR(rate_of_neighbours("0.3"), 0.3, 0.013);
  EXPECT_EQ(rate_of_neighbours("1"), 1.0);
}

TEST(Typos, LeaveNumbersLettersOfChoicesCodeAndTheAnswerAlone) {
  const std::string made = question_behind(
      "typos:rate=1,kinds=neighbour",
      "In 1984 choice B or (c) was `return value` at https://example.org of snake_case; Paris, \xC3\xA9t\xC3\xA9!",
      "paris");
  for (const char* kept :
       {" 1984 ", " B ", " (c) ", " `return value` ", " https://example.org ", " snake_case; ", " Paris, "})
    EXPECT_THAT(made, HasSubstr(kept));
  EXPECT_THAT(made, ::testing::Not(HasSubstr("choice")));
}

TEST(Typos, CodeInFencesStays) {
  const std::string code = "```\nfor each item in the list\n```";
  EXPECT_THAT(question_behind("typos:rate=1,kinds=drop+double", "Explain this:\n" + code + "\nplease"),
              HasSubstr(code));
}

TEST(Typos, HaveTheKindsAskedFor) {
  EXPECT_EQ(question_behind("typos:rate=1,kinds=double", "abc"), "aabbcc");
  EXPECT_EQ(question_behind("typos:rate=1,kinds=swap", "abcd"), "badc");
  EXPECT_EQ(question_behind("typos:rate=1,kinds=drop", "abc"), "abc") << "a word never goes altogether";
  EXPECT_EQ(question_behind("typos:rate=1,kinds=insert", "abc").size(), 6u);
}

TEST(Typos, DependOnSeedAndIdAlone) {
  const std::string row = "{\"question\": \"" + kText + "\"}";
  EXPECT_EQ(json::dump(perturbed("typos:rate=0.2", row, "a")), json::dump(perturbed("typos:rate=0.2", row, "a")));
  EXPECT_NE(json::dump(perturbed("typos:rate=0.2", row, "a")), json::dump(perturbed("typos:rate=0.2", row, "b")));
  EXPECT_NE(json::dump(perturbed("typos:rate=0.2", row, "a")), json::dump(perturbed("typos:rate=0.2", row, "a", 5)));
}

TEST(Typos, RefuseWhatTheyDoNotKnow) {
  EXPECT_THAT(error_of("typos:rate=2"), HasSubstr("2 is out of range"));
  EXPECT_THAT(error_of("typos:rate=0"), HasSubstr("0 changes nothing"));
  EXPECT_THAT(error_of("typos:rat=0.1"), HasSubstr("did you mean 'rate'?"));
  EXPECT_THAT(error_of("typos:kinds=swap+smear"), HasSubstr("unknown value 'smear'"));
  EXPECT_THAT(error_of("typo"), HasSubstr("did you mean 'typos'?"));
  EXPECT_THAT(error_of("typos:columns=qestion"), HasSubstr("no column 'qestion'; did you mean 'question'?"));
  EXPECT_THAT(error_of("typos", "{\"q\": \"x\"}"), HasSubstr("no column of the usual names"));
  EXPECT_THAT(error_of("typos:columns=q", "{\"q\": 5}"), HasSubstr("'q' is an integer"));
}

}  // namespace
}  // namespace assay::datasets
