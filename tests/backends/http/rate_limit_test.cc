#include "backends/http/rate_limit.h"

#include <gtest/gtest.h>

namespace assay::backends {
namespace {

TEST(RateLimit, SendsOneSecondsWorthAtOnceAndThenThePromisedNumberAMinute) {
  RateLimit limit(600.0);  // ten a second
  double now = 100.0;
  int sent = 0;
  while (now < 160.0) {
    const double free_at = limit.take(now);
    if (free_at > now) {
      now = free_at;
      continue;
    }
    ++sent;
  }
  EXPECT_GE(sent, 600);
  EXPECT_LE(sent, 611);  // ten at once in the beginning
}

TEST(RateLimit, UnderOneASecondNothingComesInPairs) {
  RateLimit limit(30.0);
  EXPECT_EQ(limit.take(0.0), 0.0);
  EXPECT_NEAR(limit.take(0.0), 2.0, 1e-9);
  EXPECT_NEAR(limit.take(1.5), 2.0, 1e-9);
  EXPECT_EQ(limit.take(2.0), 2.0);
  EXPECT_EQ(limit.take(1000.0), 1000.0);
  EXPECT_NEAR(limit.take(1000.0), 1002.0, 1e-9);
}

TEST(RateLimit, ZeroIsNoLimit) {
  RateLimit limit(0.0);
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(limit.take(5.0), 5.0);
}

}  // namespace
}  // namespace assay::backends
