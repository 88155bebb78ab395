#include "metrics/stats/studentised_mean.h"

#include <gtest/gtest.h>

#include <cmath>

#include "metrics/stats/bootstrap.h"

namespace assay::metrics {
namespace {

TEST(StudentisedMean, SkewnessOfTheSample) {
  EXPECT_NEAR(*skewness(std::vector<double>{1.0, 2.0, 3.0}), 0.0, 1e-15);
  EXPECT_NEAR(*skewness(std::vector<double>{0.0, 0.0, 0.0, 1.0}), 2.0 / std::sqrt(3.0), 1e-12);
  EXPECT_EQ(skewness(std::vector<double>{0.1, 0.1, 0.1}), std::nullopt);
}

TEST(StudentisedMean, IsTheBootstrapOfAnyValue) {
  std::vector<double> values;
  for (int i = 0; i < 40; ++i) values.push_back(std::exp(0.07 * i));
  const Resampler resampler({values, 1, {}}, value_of_mean());
  const double mean = *weighted_mean({values, 1, {}});
  const auto general =
      bootstrap_t_interval(resampler.studentised(5, 0, 500), mean, *jackknife_error(resampler.jackknife()), 0.95);
  const auto direct = studentised_mean_interval(values, 0.95, 500, 5);
  ASSERT_TRUE(general && direct);
  EXPECT_NEAR(direct->low, general->low, 1e-10);
  EXPECT_NEAR(direct->high, general->high, 1e-10);
  // The long tail is above.
  EXPECT_GT(direct->high - mean, mean - direct->low);
}

TEST(StudentisedMean, EqualOrTooFewValuesHaveNone) {
  EXPECT_EQ(studentised_mean_interval(std::vector<double>{1.0}, 0.95, 100, 0), std::nullopt);
  EXPECT_EQ(studentised_mean_interval(std::vector<double>(20, 0.1), 0.95, 100, 0), std::nullopt);
}

}  // namespace
}  // namespace assay::metrics
