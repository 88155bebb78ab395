#include "reports/table.h"
#include "tests/reports/fake_run.h"

namespace assay::reports::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(TerminalReport, TablesAreAlignedAndComplete) {
  const std::string text = write(builtin::terminal, example_run());
  EXPECT_THAT(text, HasSubstr("run 0123456789ab checkpoint (finished)\n"));
  EXPECT_THAT(text, HasSubstr("model  task  metric        value     95 % interval  n  unscored  failed  truncated\n"
                              "m      gsm   exact_match  0.3333  [0.1000, 0.7000]  3         0       1          2\n"
                              "m      gsm   bleu              -                 -  0         0       0          2\n"));
  EXPECT_THAT(text, HasSubstr("bleu: no sample was scored\n"));
  EXPECT_THAT(text, HasSubstr("helpful  judge  UNCALIBRATED  0.6250"));
  EXPECT_THAT(text, HasSubstr("there are no human labels, so there is no interval of quality"));
  EXPECT_THAT(
      text,
      HasSubstr("10 requests (4 from the store), 1000 prompt and 200 completion tokens, 1 min 15 s, cost 0.5000\n"));
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
}

TEST(TerminalReport, GroupsStandOverTheirMembers) {
  const std::string text = write(builtin::terminal, grouped_run());
  for (const char* line : {"model  task      metric        value     95 % interval  n  unscored  failed  truncated\n",
                           "m      Outer     exact_match  0.2500  [0.1250, 0.5000]  6         0       2          4\n",
                           "m      Outer     acc               -                 -  0         0       0          0\n",
                           "m       - gsm    exact_match  0.3333  [0.1000, 0.7000]  3         0       1          2\n", "m       - inner\n",
                           "m        - b     exact_match  0.3333  [0.1000, 0.7000]  3         0       1          2\n",
                           "m        - c     bleu         0.3333  [0.1000, 0.7000]  3         0       1          2\n",
                           "m      alone     exact_match  0.3333  [0.1000, 0.7000]  3         0       1          2\n"})
    EXPECT_THAT(text, HasSubstr(line));
  EXPECT_THAT(text, HasSubstr("exact_match of outer on m: of 2 of its 3 tasks; without this metric: c\n"));
  EXPECT_THAT(text, HasSubstr("acc of outer on m: no value: no task of the group has this metric\n"));
}

TEST(TerminalReport, ColoursOnlyWhereWanted) {
  ReportOptions options;
  options.color = true;
  EXPECT_THAT(write(builtin::terminal, example_run(), options), HasSubstr("\x1b[1m"));
}

TEST(TerminalReport, NarrowTerminalCutsNamesAndNeverNumbers) {
  FakeRun run = example_run();
  run.result_rows[0].task = std::string(80, 'x');
  run.rating_rows.clear();
  ReportOptions options;
  options.width = 100;
  std::istringstream lines(write(builtin::terminal, run, options));
  for (std::string line; std::getline(lines, line);) EXPECT_LE(display_width(line), 100) << line;
  EXPECT_THAT(write(builtin::terminal, run, options), HasSubstr("xxx...  "));
  EXPECT_THAT(write(builtin::terminal, run, options), HasSubstr("[0.1000, 0.7000]"));
}

TEST(TerminalReport, HostileNamesCannotCommandTheTerminal) {
  FakeRun run = example_run();
  run.facts_value.name = hostile_text();
  run.result_rows[0].task = hostile_text();
  const std::string text = write(builtin::terminal, run);
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  EXPECT_THAT(text, Not(HasSubstr("\xE2\x80\xAE")));
  EXPECT_EQ(text.find('\0'), std::string::npos);
}

TEST(TerminalReport, ARunWithoutResultsSaysSo) {
  EXPECT_THAT(write(builtin::terminal, FakeRun{}), HasSubstr("no results yet"));
}

}  // namespace
}  // namespace assay::reports::test
