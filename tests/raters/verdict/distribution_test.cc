#include "raters/verdict/distribution.h"

#include <gtest/gtest.h>

#include <cmath>

namespace assay::raters {
namespace {

TEST(ScaleDistribution, IsTheSoftmaxOfTheLogprobabilitiesWithTheMassTheyHad) {
  std::vector<ContinuationScore> scores(3);
  scores[0].logprob = std::log(0.2);
  scores[1].logprob = std::log(0.2);
  scores[2].logprob = std::log(0.4);
  const ScaleDistribution d = scale_distribution(scores, 1);
  EXPECT_NEAR(d.mass, 0.8, 1e-12);
  EXPECT_NEAR(d.probabilities[0], 0.25, 1e-12);
  EXPECT_NEAR(d.mean, 2.25, 1e-12);
  EXPECT_EQ(describe(d, 1), "1:0.25 2:0.25 3:0.50");
}

TEST(ScaleDistribution, StaysFiniteForVeryUnlikelyValues) {
  std::vector<ContinuationScore> scores(2);
  scores[0].logprob = -5000.0;
  scores[1].logprob = -5001.0;
  const ScaleDistribution d = scale_distribution(scores, 0);
  EXPECT_NEAR(d.probabilities[0], 1.0 / (1.0 + std::exp(-1.0)), 1e-12);
  EXPECT_EQ(d.mass, 0.0);
}

}  // namespace
}  // namespace assay::raters
