#include "backends/local/sample/logprobs.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace assay::local {
namespace {

TEST(ScanRow, FindsTheFirstMaximumAcrossBlocks) {
  std::vector<float> logits(1000, -2.0f);
  logits[700] = 5.0f;
  logits[300] = 5.0f;
  const RowFacts facts = scan_row(logits);
  EXPECT_EQ(facts.argmax, 300);
  EXPECT_EQ(facts.max, 5.0f);
  EXPECT_TRUE(facts.finite);
}

TEST(ScanRow, SeesNaNAndInfinityAtEveryPlace) {
  for (const std::size_t place : {0u, 255u, 256u, 599u})
    for (const float strange :
         {std::nanf(""), std::numeric_limits<float>::infinity(), -std::numeric_limits<float>::infinity()}) {
      std::vector<float> logits(600, 1.0f);
      logits[place] = strange;
      EXPECT_FALSE(scan_row(logits).finite) << place << " " << strange;
    }
}

TEST(ScanRow, NegativeLogitsHaveAMaximumToo) {
  const std::vector<float> logits = {-5.0f, -3.0f, -4.0f};
  EXPECT_EQ(scan_row(logits).argmax, 1);
}

TEST(LogSoftmaxAt, IsTheLogOfTheProbability) {
  const std::vector<float> logits = {0.0f, 1.0f, 2.0f};
  const double lse = std::log(1.0 + std::exp(1.0) + std::exp(2.0));
  EXPECT_DOUBLE_EQ(log_softmax_at(logits, 1, lse), 1.0 - lse);
}

}  // namespace
}  // namespace assay::local
