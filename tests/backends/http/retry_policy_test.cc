#include "backends/http/retry_policy.h"

#include <gtest/gtest.h>

#include <cmath>

namespace assay::backends {
namespace {

TEST(RetryPolicy, WaitsDoubleWithinTheirJitterAndStayUnderTheBound) {
  RetryOptions options;
  options.first_wait = 0.5;
  options.max_retry_wait = 6.0;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    for (int retry = 1; retry <= 100; ++retry) {
      const double full = std::min(6.0, 0.5 * std::pow(2.0, retry - 1));
      const double wait = retry_wait(options, retry, seed, std::nullopt);
      EXPECT_GE(wait, full / 2) << retry;
      EXPECT_LE(wait, full) << retry;
    }
  }
}

TEST(RetryPolicy, JitterIsAFunctionOfRequestAndRetry) {
  const RetryOptions options;
  EXPECT_EQ(retry_wait(options, 3, 7, std::nullopt), retry_wait(options, 3, 7, std::nullopt));
  EXPECT_NE(retry_wait(options, 3, 7, std::nullopt), retry_wait(options, 3, 8, std::nullopt));
  EXPECT_NE(retry_wait(options, 1, 7, std::nullopt) * 4, retry_wait(options, 3, 7, std::nullopt));
}

TEST(RetryPolicy, WhatTheEndpointAsksForCountsUpToTheBound) {
  RetryOptions options;
  options.max_retry_wait = 20.0;
  EXPECT_GE(retry_wait(options, 1, 1, 3.0), 3.0);
  EXPECT_LE(retry_wait(options, 1, 1, 3.0), 3.1);
  EXPECT_EQ(retry_wait(options, 1, 1, 86400.0), 20.0);
  EXPECT_LE(retry_wait(options, 5, 1, 0.0), 0.1);
}

TEST(RetryPolicy, RetryAfterIsSecondsOrOneOfThreeDates) {
  EXPECT_EQ(parse_retry_after("120", 0), 120.0);
  EXPECT_EQ(parse_retry_after("0.25", 0), 0.25);
  // 1994-11-06 08:49:37 UTC is 784111777 (the example of RFC 9110, section 5.6.7).
  const std::int64_t now = 784111777 - 30;
  EXPECT_EQ(parse_retry_after("Sun, 06 Nov 1994 08:49:37 GMT", now), 30.0);
  EXPECT_EQ(parse_retry_after("Sunday, 06-Nov-94 08:49:37 GMT", now), 30.0);
  EXPECT_EQ(parse_retry_after("Sun Nov  6 08:49:37 1994", now), 30.0);
  EXPECT_EQ(parse_retry_after("Sun, 06 Nov 1994 08:49:37 GMT", now + 1000), 0.0);
}

TEST(RetryPolicy, RetryAfterThatIsNeitherIsIgnored) {
  for (const char* value : {"", "soon", "-5", "1.2.3", "Sun, 32 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 25:49:37 GMT",
                            "Sun, 06 Foo 1994 08:49:37 GMT", "06 Nov", "Sun, 06 Nov 1994 08:49:37 CET", "nan", "inf"})
    EXPECT_EQ(parse_retry_after(value, 0), std::nullopt) << value;
}

}  // namespace
}  // namespace assay::backends
