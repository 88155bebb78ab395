#include "metrics/stats/equivalence.h"

#include <gtest/gtest.h>

#include <limits>

#include "metrics/stats/distributions.h"

namespace assay::metrics {
namespace {

TEST(Equivalence, TestsBothMargins) {
  const Equivalence found = equivalence_test(0.01, 0.02, 30, -0.05, 0.05);
  EXPECT_NEAR(found.p_above_low, 1.0 - student_t_cdf(3.0, 30), 1e-12);
  EXPECT_NEAR(found.p_below_high, student_t_cdf(-2.0, 30), 1e-12);
  EXPECT_EQ(found.p, found.p_below_high);
  EXPECT_NEAR(equivalence_test(0.0, 1.0, std::numeric_limits<double>::infinity(), -2, 2).p, normal_cdf(-2.0), 1e-15);
}

TEST(Equivalence, AgreesWithTheIntervalOfTwiceTheLevel) {
  for (const double difference : {-0.06, -0.03, 0.0, 0.015, 0.0158, 0.016, 0.0161, 0.04}) {
    const bool by_test = equivalence_test(difference, 0.02, 30, -0.05, 0.05).p <= 0.05;
    const bool by_interval = is_equivalent(t_interval(difference, 0.02, 30, 0.9), -0.05, 0.05);
    EXPECT_EQ(by_test, by_interval) << difference;
  }
}

TEST(Equivalence, AWideIntervalIsNoEquivalence) {
  EXPECT_FALSE(is_equivalent({-0.2, 0.2}, -0.1, 0.1));
  EXPECT_FALSE(is_equivalent({0.05, 0.1}, -0.1, 0.1));
  EXPECT_TRUE(is_equivalent({0.05, 0.09}, -0.1, 0.1));
  EXPECT_GT(equivalence_test(0.2, 0.01, 10, -0.1, 0.1).p, 0.99);
}

}  // namespace
}  // namespace assay::metrics
