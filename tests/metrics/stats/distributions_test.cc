#include "metrics/stats/distributions.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/metrics/scoring.h"

namespace assay::metrics {
namespace {

class Distributions : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { golden() = test::read_json(test::test_data("golden/metrics/stats_expected.json")); }
  static Value& golden() {
    static Value value;
    return value;
  }
  /// Calls `check` with the numbers of each row of a table.
  template <class Check>
  static void for_each_row(const char* table, std::size_t at_least, Check check) {
    const auto& rows = golden().find(table)->as_array();
    ASSERT_GE(rows.size(), at_least);
    for (const Value& row : rows) {
      std::vector<double> numbers;
      for (const Value& number : row.as_array()) numbers.push_back(number.as_double());
      check(numbers);
    }
  }
  static void expect_close(double found, double expected) {
    EXPECT_NEAR(found, expected, 1e-9 * std::max(1e-3, std::abs(expected)));
  }
};

TEST_F(Distributions, NormalQuantileEqualsScipy) {
  for_each_row("normal_quantile", 16, [](const auto& row) { expect_close(normal_quantile(row[0]), row[1]); });
}

TEST_F(Distributions, NormalCdfEqualsScipy) {
  for_each_row("normal_cdf", 9, [](const auto& row) { EXPECT_NEAR(normal_cdf(row[0]) / row[1], 1.0, 1e-12); });
}

TEST_F(Distributions, IncompleteBetaEqualsScipy) {
  for_each_row("incomplete_beta", 72, [](const auto& row) {
    SCOPED_TRACE(::testing::PrintToString(row));
    expect_close(incomplete_beta(row[0], row[1], row[2]), row[3]);
  });
}

TEST_F(Distributions, StudentQuantileEqualsScipy) {
  for_each_row("t_quantile", 200, [](const auto& row) {
    SCOPED_TRACE(::testing::PrintToString(row));
    expect_close(student_t_quantile(row[0], row[1]), row[2]);
  });
}

TEST_F(Distributions, StudentCdfEqualsScipy) {
  for_each_row("t_cdf", 98, [](const auto& row) {
    SCOPED_TRACE(::testing::PrintToString(row));
    expect_close(student_t_cdf(row[0], row[1]), row[2]);
  });
}

TEST_F(Distributions, QuantilesInvertTheCdf) {
  for (const double p : {0.001, 0.3, 0.5, 0.77, 0.999}) {
    EXPECT_NEAR(normal_cdf(normal_quantile(p)), p, 1e-14);
    for (const double df : {1.0, 3.5, 40.0}) EXPECT_NEAR(student_t_cdf(student_t_quantile(p, df), df), p, 1e-12);
  }
}

}  // namespace
}  // namespace assay::metrics
