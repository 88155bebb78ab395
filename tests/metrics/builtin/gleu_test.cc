#include <gtest/gtest.h>

#include "tests/metrics/scoring.h"

namespace assay::test {
namespace {

TEST(Gleu, EqualsNltkOverTheCorpus) { expect_text_metric_corpora("gleu", 8); }

TEST(Gleu, EqualsNltkLineByLine) {
  const auto metric = metric_of("gleu");
  const std::vector<TextLine> lines = golden_lines();
  const Value golden = golden_text_metrics();
  int unscored = 0;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const Scored scored = score_text(*metric, lines[i].prediction, lines[i].references);
    const double expected = golden.find("lines")->find("gleu")->as_array()[i].as_double();
    EXPECT_NEAR(scored.value.value_or(0.0), expected, 1e-9) << "line " << i;
    if (!scored.is_scored()) ++unscored;
  }
  EXPECT_LE(unscored, 3);
}

TEST(Gleu, IsTheLesserOfPrecisionAndRecall) {
  // 1-grams 2 of 2 and 2 of 4, 2-grams 1 of 1 and 1 of 3, 3-grams of 2, a 4-gram: 3 of 3 and 3 of 10.
  EXPECT_NEAR(text_value(*metric_of("gleu"), "a b", {"a b c d"}), 0.3, 1e-12);
  EXPECT_NEAR(text_value(*metric_of("gleu"), "a b c d", {"a b"}), 0.3, 1e-12);
}

TEST(Gleu, NothingToCompareIsUnscored) {
  EXPECT_EQ(unscored_reason(score_text(*metric_of("gleu"), "", {" "})), "neither answer nor reference has 1 word");
  EXPECT_EQ(unscored_reason(score_text(*metric_of("gleu:min_len=2"), "a", {"a"})),
            "neither answer nor reference has 2 words");
  EXPECT_EQ(text_value(*metric_of("gleu"), "", {"a"}), 0.0);
  EXPECT_EQ(unscored_reason(score_text(*metric_of("gleu"), "a", {})), "no reference");
}

TEST(Gleu, WeightsCountAsRepeatedRows) {
  const auto metric = metric_of("gleu");
  const std::vector<double> data = {1.0, 2.0, 3.0, 4.0};
  const std::vector<double> weights = {3.0, 1.0};
  EXPECT_EQ(metric->value({data, 2, weights}), 0.6);
  const std::vector<double> none = {0.0, 0.0};
  EXPECT_EQ(metric->value({data, 2, none}), std::nullopt);
  EXPECT_TRUE(metric->value_is_of_sums());
}

TEST(Gleu, EpochsAddUp) {
  const std::vector<Response> epochs = {completion("a b", 0), completion("c", 1)};
  const Scored scored = metric_of("gleu")->score(sample_with_targets({"a b"}), epochs);
  EXPECT_EQ(std::get<StatsRow>(scored.row), (StatsRow{3.0, 6.0}));
  EXPECT_EQ(scored.value, 0.5);
}

TEST(Gleu, RefusesAMaximumUnderTheMinimum) {
  EXPECT_THROW(metric_of("gleu:min_len=3,max_len=2"), Error);
  EXPECT_EQ(metric_of("gleu:max_len=2")->signature(), "tok:13a|min_len:1|max_len:2");
}

}  // namespace
}  // namespace assay::test
