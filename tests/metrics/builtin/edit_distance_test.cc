#include <gtest/gtest.h>

#include "tests/metrics/scoring.h"

namespace assay::test {
namespace {

TEST(EditDistance, CountsCharactersAndNotBytes) {
  const auto metric = metric_of("edit_distance");
  EXPECT_EQ(text_value(*metric, "kitten", {"sitting"}), 3.0);
  EXPECT_EQ(text_value(*metric, "\xC3\xA9t\xC3\xA9", {"ete"}), 2.0);
  EXPECT_EQ(text_value(*metric, "", {""}), 0.0);
}

TEST(EditDistance, EqualsRapidFuzz) {
  expect_text_metric_column(*metric_of("edit_distance"), "edit_distance");
  expect_text_metric_column(*metric_of("edit_distance:normalize=true"), "edit_distance_normalized");
}

TEST(EditDistance, NormalizedIsAFractionOfTheLongerText) {
  const auto metric = metric_of("edit_distance:normalize=true");
  EXPECT_EQ(text_value(*metric, "ab", {"abcd"}), 0.5);
  EXPECT_EQ(text_value(*metric, "", {""}), 0.0);
  EXPECT_EQ(text_value(*metric, "xyz", {""}), 1.0);
  EXPECT_EQ(metric->info().scale, 1.0);
  EXPECT_EQ(metric_of("edit_distance")->info().scale, 0.0);
  EXPECT_FALSE(metric->info().higher_is_better);
}

TEST(EditDistance, NearestReferenceCounts) {
  EXPECT_EQ(text_value(*metric_of("edit_distance"), "abc", {"xyzzy", "abd", "ab"}), 1.0);
}

TEST(EditDistance, IgnoresCaseWhenAsked) {
  EXPECT_EQ(text_value(*metric_of("edit_distance:ignore_case=true"), "ABC", {"abd"}), 1.0);
  EXPECT_EQ(text_value(*metric_of("edit_distance"), "ABC", {"abd"}), 3.0);
}

TEST(EditDistance, RowIsTheMeanOfTheEpochs) {
  const std::vector<Response> epochs = {completion("a", 0), completion("abc", 1)};
  const Scored scored = metric_of("edit_distance")->score(sample_with_targets({"a"}), epochs);
  EXPECT_EQ(std::get<StatsRow>(scored.row), (StatsRow{1.0, 2.0, 2.0}));
}

TEST(EditDistance, TextsOfAnEndlessLengthAreUnscored) {
  const Scored scored = score_text(*metric_of("edit_distance"), std::string(1 << 19, 'a'), {std::string(1 << 18, 'b')});
  EXPECT_NE(unscored_reason(scored).find("too long"), std::string::npos);
}

TEST(EditDistance, BrokenBytesAreReplacementCharacters) {
  EXPECT_EQ(text_value(*metric_of("edit_distance"), "a\xFF", {"a\xEF\xBF\xBD"}), 0.0);
}

TEST(EditDistance, SignatureNamesWhatChangesTheNumber) {
  EXPECT_EQ(metric_of("edit_distance")->signature(), "normalize:no");
  EXPECT_EQ(metric_of("edit_distance:normalize=true,ignore_case=true")->signature(), "normalize:yes|ignore_case:yes");
}

}  // namespace
}  // namespace assay::test
