#include "tests/reports/fake_comparison.h"

namespace assay::reports::test {
namespace {

using ::testing::HasSubstr;

TEST(GithubReport, GatesAreErrorsNoticesAndWarnings) {
  Comparison c = example_comparison();
  c.gates.push_back({"x.acc drop < 0.1", GateVerdict::kInconclusive, "too few: 50%"});
  const std::string text = write_comparison(builtin::github, c);
  EXPECT_THAT(text, HasSubstr("::error title=gate not_met%3A gsm.exact_match drop < 0.02::change -0.3\n"));
  EXPECT_THAT(text, HasSubstr("::notice title=gate met%3A failed <= 1%25::none\n"));
  EXPECT_THAT(text, HasSubstr("::warning title=gate inconclusive%3A x.acc drop < 0.1::too few: 50%25\n"));
}

TEST(GithubReport, GroupsAreNotices) {
  const std::string text = write(builtin::github, grouped_run());
  EXPECT_THAT(text, HasSubstr("::notice title=outer exact_match::0.2500 [0.1250, 0.5000]\n"));
  EXPECT_THAT(text, HasSubstr("::warning title=outer acc::no task of the group has this metric\n"));
}

TEST(GithubReport, NoTextBeginsACommandOfItsOwn) {
  Comparison c = example_comparison();
  c.gates[0].detail = "a\n::error::forged";
  const std::string text = write_comparison(builtin::github, c);
  EXPECT_EQ(text.find("\n::error::forged"), std::string::npos);
}

TEST(GithubReport, ARunsMetricsAreNotices) {
  EXPECT_THAT(write(builtin::github, example_run()), HasSubstr("::notice title=gsm exact_match::0.3333 [0.1000, 0.7000]\n"));
}

}  // namespace
}  // namespace assay::reports::test
