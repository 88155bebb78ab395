#include "reports/result_lines.h"

#include <gmock/gmock.h>

#include "tests/reports/fake_run.h"

namespace assay::reports::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<std::string> names_of(const FakeRun& run) {
  std::vector<std::string> names;
  for (const ResultLine& line : result_lines(run.facts_value, run.result_rows, run.group_rows)) names.push_back(line.name);
  return names;
}

TEST(ResultLines, WithoutGroupsTheyAreTheResults) {
  const FakeRun run = example_run();
  EXPECT_THAT(names_of(run), ElementsAre("gsm", "gsm"));
}

TEST(ResultLines, MembersStandUnderTheirGroupDeeperTheDeeperTheyAre) {
  EXPECT_THAT(names_of(grouped_run()), ElementsAre("Outer", "Outer", " - gsm", " - inner", "  - b", "  - c", "alone"));
}

TEST(ResultLines, ATaskInTwoGroupsStandsInTheFirst) {
  FakeRun run = grouped_run();
  run.facts_value.groups.push_back({"second", "", "", {{"c", false}, {"alone", false}}, {"c", "alone"}, {}});
  EXPECT_THAT(names_of(run), ElementsAre("Outer", "Outer", " - gsm", " - inner", "  - b", "  - c", "second", " - alone"));
}

TEST(ResultLines, GroupsThatContainEachOtherEnd) {
  FakeRun run = grouped_run();
  run.facts_value.groups[1].members.push_back({"inner", true});
  EXPECT_EQ(names_of(run).size(), 7u);
}

TEST(ResultLines, ManyTasksWithoutTheMetricAreCounted) {
  GroupRow row = grouped_run().group_rows[0];
  for (int i = 0; i < 9; ++i) row.without.push_back("t" + std::to_string(i));
  EXPECT_THAT(group_remarks({row}).at(0), HasSubstr("without this metric: c, t0, t1, t2, t3 and 5 more"));
}

}  // namespace
}  // namespace assay::reports::test
