#include "tests/metrics/filter/filtering.h"

namespace assay::test {
namespace {

TEST(StripThinkFilter, GivesWhatFollowsTheThoughts) {
  EXPECT_EQ(one("function: strip_think", "<think>a</think>b<think>c</think>\n d"), "d");
  EXPECT_EQ(one("function: strip_think", "the prompt opened it </think> d"), "d");
  EXPECT_EQ(one("function: strip_think", " no thoughts "), " no thoughts ");
  EXPECT_EQ(one("function: strip_think", "<think>a</think> d <think> more"), "d");
  EXPECT_EQ(one("function: strip_think\nopen: '[T]'\nclose: '[/T]'", "[T]x[/T]y"), "y");
}

TEST(StripThinkFilter, ThoughtsWithoutAnEndAreNoAnswer) {
  EXPECT_EQ(one("function: strip_think", "<think>the answer is 4"), "FELL BACK: [invalid]");
  EXPECT_EQ(one("function: strip_think", "<think>4</think> \n"), "FELL BACK: [invalid]");
  EXPECT_EQ(one("function: strip_think\nopened: true", "the answer is 4"), "FELL BACK: [invalid]");
  EXPECT_EQ(one("function: strip_think\nfallback: ''", "<think>"), "FELL BACK: ");
}

}  // namespace
}  // namespace assay::test
