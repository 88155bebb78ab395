#include "tests/reports/fake_comparison.h"

namespace assay::reports::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(JunitReport, EachMetricOfARunIsACase) {
  const std::string text = write(builtin::junit, example_run());
  EXPECT_THAT(text, HasSubstr("<testsuite name=\"assay checkpoint\" tests=\"2\" failures=\"0\" errors=\"0\" skipped=\"1\""));
  EXPECT_THAT(text, HasSubstr("<testcase classname=\"m.gsm\" name=\"exact_match\"><system-out>0.3333 [0.1000, 0.7000]"));
  EXPECT_THAT(text, HasSubstr("<skipped message=\"no sample was scored\">"));
}

TEST(JunitReport, GroupsAreCasesToo) {
  const std::string text = write(builtin::junit, grouped_run());
  EXPECT_THAT(text, HasSubstr("tests=\"6\" failures=\"0\" errors=\"0\" skipped=\"1\""));
  EXPECT_THAT(text, HasSubstr("<testcase classname=\"m.outer\" name=\"exact_match\"><system-out>0.2500 [0.1250, 0.5000]"));
  EXPECT_THAT(text, HasSubstr("no task of the group has this metric"));
}

TEST(JunitReport, GatesDecideWhereThereAreAny) {
  const std::string text = write_comparison(builtin::junit, example_comparison());
  EXPECT_THAT(text, HasSubstr("tests=\"5\" failures=\"1\" errors=\"0\" skipped=\"1\""));
  EXPECT_THAT(text, HasSubstr("<testcase classname=\"gate\" name=\"gsm.exact_match drop &lt; 0.02\"><failure "
                              "message=\"not_met: change -0.3\">"));
}

TEST(JunitReport, WithoutGatesARegressionFails) {
  Comparison c = example_comparison();
  c.gates.clear();
  EXPECT_THAT(write_comparison(builtin::junit, c), HasSubstr("<failure message=\"regressed: 0.8000"));
}

TEST(JunitReport, TextIsXmlWhateverItHolds) {
  Comparison c = example_comparison();
  c.gates[0].detail = hostile_text();
  const std::string text = write_comparison(builtin::junit, c);
  EXPECT_THAT(text, Not(HasSubstr("<script")));
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_EQ(text.find('\0'), std::string::npos);
}

}  // namespace
}  // namespace assay::reports::test
