#include "tests/reports/fake_comparison.h"

namespace assay::reports::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(MdReport, ARunIsATable) {
  const std::string text = write(builtin::md, example_run());
  EXPECT_THAT(text,
              HasSubstr("| model | task | metric | value | interval | n | unscored | failed |\n| --- | --- | --- | ---: |"));
  EXPECT_THAT(text, HasSubstr("| m | gsm | exact\\_match | 0.3333 | \\[0.1000, 0.7000\\] | 3 | 0 | 1 |"));
  EXPECT_THAT(text, HasSubstr("UNCALIBRATED"));
}

TEST(MdReport, GroupsStandOverTheirMembers) {
  const std::string text = write(builtin::md, grouped_run());
  EXPECT_THAT(text, HasSubstr("| m | Outer | exact\\_match | 0.2500 |"));
  EXPECT_THAT(text, HasSubstr("| m |  - gsm | exact\\_match | 0.3333 |"));
  EXPECT_THAT(text, HasSubstr("| m |   - b | exact\\_match |"));
  EXPECT_THAT(text, HasSubstr("- exact\\_match of outer on m: of 2 of its 3 tasks"));
}

TEST(MdReport, AComparisonSaysFirstWhatCameOfIt) {
  const std::string text = write_comparison(builtin::md, example_comparison());
  EXPECT_THAT(text, HasSubstr("**not met: gsm.exact\\_match drop"));
  EXPECT_THAT(text, HasSubstr("regressed: exact\\_match of gsm"));
  EXPECT_THAT(text, HasSubstr("| gsm | exact\\_match | 100 | 0.8000 | 0.5000 | -0.3000 |"));
  EXPECT_THAT(text, HasSubstr("models.m.path: a.gguf"));
  EXPECT_LT(text.find("not met"), text.find("| gsm |"));
}

TEST(MdReport, NoAnswerIsReadAsMarkup) {
  Comparison c = example_comparison();
  c.flips[0].candidate_answer = hostile_text();
  const std::string text = write_comparison(builtin::md, c);
  EXPECT_THAT(text, Not(HasSubstr("<script")));
  EXPECT_THAT(text, Not(HasSubstr("<img")));
}

}  // namespace
}  // namespace assay::reports::test
