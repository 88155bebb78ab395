#include <gtest/gtest.h>

#include "tests/metrics/scoring.h"

namespace assay::test {
namespace {

TEST(ErrorRate, EqualsJiwerLineByLine) {
  expect_text_metric_column(*metric_of("wer"), "wer", true);
  expect_text_metric_column(*metric_of("cer"), "cer", true);
}

TEST(ErrorRate, EqualsJiwerOverTheCorpus) {
  expect_text_metric_corpora("wer", 2, true);
  expect_text_metric_corpora("cer", 2, true);
}

TEST(ErrorRate, CorpusDividesSumsAndNotTheMeanOfRates) {
  const auto metric = metric_of("wer");
  RowTable table;
  table.add(score_text(*metric, "a", {"b"}));
  table.add(score_text(*metric, "a b c d e f g h i", {"a b c d e f g h i"}));
  EXPECT_EQ(metric->value(table.rows()), 0.1);
}

TEST(ErrorRate, ExceedsOneWhereTheAnswerIsLong) {
  EXPECT_EQ(text_value(*metric_of("wer"), "a b c d", {"a"}), 3.0);
  EXPECT_EQ(metric_of("wer")->info().scale, 0.0);
  EXPECT_FALSE(metric_of("cer")->info().higher_is_better);
}

TEST(ErrorRate, OverSilenceEveryWordIsAnError) {
  EXPECT_EQ(text_value(*metric_of("wer"), "a b", {""}), 2.0);
  EXPECT_EQ(text_value(*metric_of("wer"), "", {""}), 0.0);
}

TEST(ErrorRate, PartsWordsAsJiwerDoes) {
  const auto metric = metric_of("wer");
  EXPECT_EQ(text_value(*metric, "a \n b", {"a b"}), 0.0);
  EXPECT_EQ(text_value(*metric, "a\n\nb", {"a b"}), 0.0);
  EXPECT_EQ(text_value(*metric, "a\nb", {"a b"}), 1.0);
  EXPECT_EQ(text_value(*metric, " a b\t", {"a b"}), 0.0);
}

TEST(ErrorRate, ReferenceOfTheLowestRateCounts) {
  // One edit either way, over two words or over four.
  const Scored scored = score_text(*metric_of("wer"), "a b c", {"a b", "a b c d"});
  EXPECT_EQ(scored.value, 0.25);
  EXPECT_EQ(std::get<StatsRow>(scored.row), (StatsRow{1.0, 4.0}));
}

TEST(ErrorRate, EpochsAddUp) {
  const std::vector<Response> epochs = {completion("a b", 0), completion("a c", 1)};
  const Scored scored = metric_of("wer")->score(sample_with_targets({"a b"}), epochs);
  EXPECT_EQ(std::get<StatsRow>(scored.row), (StatsRow{1.0, 4.0}));
  EXPECT_EQ(scored.value, 0.25);
}

TEST(ErrorRate, WeightsCountAsRepeatedRows) {
  const auto metric = metric_of("cer");
  const std::vector<double> data = {1.0, 2.0, 3.0, 4.0};
  const std::vector<double> weights = {3.0, 0.0};
  EXPECT_EQ(metric->value({data, 2, weights}), 0.5);
  const std::vector<double> none = {0.0, 0.0};
  EXPECT_EQ(metric->value({data, 2, none}), std::nullopt);
  EXPECT_TRUE(metric->value_is_of_sums());
}

TEST(ErrorRate, WithoutReferenceIsUnscored) {
  EXPECT_EQ(unscored_reason(score_text(*metric_of("wer"), "a", {})), "no reference");
  EXPECT_NE(unscored_reason(score_text(*metric_of("cer"), std::string(1 << 19, 'a'), {std::string(1 << 18, 'b')})), "");
}

TEST(ErrorRate, SignatureNamesTheNormalisation) {
  EXPECT_EQ(metric_of("wer:lowercase=true")->signature(), "case:lc|punct:yes|version:jiwer-4.0.0");
}

}  // namespace
}  // namespace assay::test
