#include "metrics/stats/linear.h"

#include <gtest/gtest.h>

namespace assay::metrics {
namespace {

TEST(Linear, InverseTimesMatrixIsOne) {
  const std::vector<double> matrix = {4, 2, 0.5, 2, 3, 1, 0.5, 1, 2};
  const auto inverse = spd_inverse(matrix, 3);
  ASSERT_TRUE(inverse.has_value());
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j) {
      double sum = 0.0;
      for (std::size_t k = 0; k < 3; ++k) sum += (*inverse)[i * 3 + k] * matrix[k * 3 + j];
      EXPECT_NEAR(sum, i == j ? 1.0 : 0.0, 1e-14);
    }
}

TEST(Linear, SingularMatricesHaveNone) {
  EXPECT_EQ(spd_inverse({1, 1, 1, 1}, 2), std::nullopt);
  EXPECT_EQ(spd_inverse({1, 2, 2, 1}, 2), std::nullopt);
  EXPECT_EQ(spd_inverse({0}, 1), std::nullopt);
}

}  // namespace
}  // namespace assay::metrics
