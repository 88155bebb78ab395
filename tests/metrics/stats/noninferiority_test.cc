#include "metrics/stats/noninferiority.h"

#include <gtest/gtest.h>

namespace assay::metrics {
namespace {

TEST(Noninferiority, IsMetOnlyWhereTheIntervalExcludesTheMargin) {
  EXPECT_EQ(noninferiority({-0.01, 0.03}, 0.02, true), Verdict::kMet);
  EXPECT_EQ(noninferiority({-0.03, 0.03}, 0.02, true), Verdict::kInconclusive);
  EXPECT_EQ(noninferiority({-0.05, -0.02}, 0.02, true), Verdict::kNotMet);
  EXPECT_EQ(noninferiority({-0.02, 0.03}, 0.02, true), Verdict::kInconclusive);
}

TEST(Noninferiority, AMarginOfNoughtAsksForSuperiority) {
  EXPECT_EQ(noninferiority({0.001, 0.03}, 0.0, true), Verdict::kMet);
  EXPECT_EQ(noninferiority({0.0, 0.03}, 0.0, true), Verdict::kInconclusive);
  EXPECT_EQ(noninferiority({-0.1, -0.01}, 0.0, true), Verdict::kNotMet);
}

TEST(Noninferiority, TurnsRoundWhereLowerIsBetter) {
  EXPECT_EQ(noninferiority({-0.5, 0.01}, 0.02, false), Verdict::kMet);
  EXPECT_EQ(noninferiority({-0.5, 0.03}, 0.02, false), Verdict::kInconclusive);
  EXPECT_EQ(noninferiority({0.02, 0.03}, 0.02, false), Verdict::kNotMet);
}

TEST(Noninferiority, VerdictsHaveNames) {
  EXPECT_EQ(name_of(Verdict::kMet), "met");
  EXPECT_EQ(name_of(Verdict::kNotMet), "not met");
  EXPECT_EQ(name_of(Verdict::kInconclusive), "inconclusive");
}

}  // namespace
}  // namespace assay::metrics
