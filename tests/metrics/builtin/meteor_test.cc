#include <gtest/gtest.h>

#include "tests/metrics/scoring.h"

namespace assay::test {
namespace {

TEST(MeteorExactStem, EqualsNltkWithAnEmptyWordNet) {
  expect_text_metric_column(*metric_of("meteor_exact_stem:tokenize=none"), "meteor_none");
  expect_text_metric_column(*metric_of("meteor_exact_stem"), "meteor_13a");
  expect_text_metric_column(*metric_of("meteor_exact_stem:tokenize=none,alpha=0.85,beta=0.2,gamma=0.6"), "meteor_15");
}

TEST(MeteorExactStem, MatchesStemsAndIgnoresCase) {
  const auto metric = metric_of("meteor_exact_stem");
  // One chunk of two matches: 1 - 0.5 / 8.
  EXPECT_NEAR(text_value(*metric, "Running dogs", {"runs dog"}), 0.9375, 1e-12);
  EXPECT_EQ(text_value(*metric, "cat", {"dog"}), 0.0);
}

TEST(MeteorExactStem, ScatteredMatchesCostMore) {
  const auto metric = metric_of("meteor_exact_stem");
  EXPECT_GT(text_value(*metric, "a b c d", {"a b c d"}), text_value(*metric, "d c b a", {"a b c d"}));
}

TEST(MeteorExactStem, BestReferenceCountsAndEmptyTextsAreZero) {
  const auto metric = metric_of("meteor_exact_stem");
  EXPECT_NEAR(text_value(*metric, "x y", {"q", "x y"}), 0.9375, 1e-12);
  EXPECT_EQ(text_value(*metric, "", {"a"}), 0.0);
  EXPECT_EQ(text_value(*metric, "", {""}), 0.0);
  EXPECT_EQ(unscored_reason(score_text(*metric, "a", {})), "no reference");
}

TEST(MeteorExactStem, SignatureNamesParametersAndModules) {
  EXPECT_EQ(metric_of("meteor_exact_stem")->signature(), "tok:13a|alpha:0.9|beta:3|gamma:0.5|modules:exact,stem");
}

}  // namespace
}  // namespace assay::test
