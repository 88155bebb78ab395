#include "metrics/stats/weighted_correlation.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "metrics/stats/correlation.h"
#include "metrics/stats/draws.h"

namespace assay::metrics {
namespace {

TEST(WeightedCorrelation, EqualsThatOfThePairsWrittenOut) {
  Draws draws(draw_base(1, "weighted_correlation_test"), 0);
  for (int round = 0; round < 30; ++round) {
    std::vector<double> x, y, counts, all_x, all_y;
    for (int i = 0; i < 12; ++i) {
      x.push_back(std::floor(5.0 * draws.uniform()));
      y.push_back(std::floor(4.0 * draws.uniform()) + 0.3 * x.back());
      counts.push_back(std::floor(4.0 * draws.uniform()));
      for (double left = counts.back(); left > 0.5; left -= 1.0) {
        all_x.push_back(x.back());
        all_y.push_back(y.back());
      }
    }
    const CountedPairs pairs{x, y, counts};
    EXPECT_NEAR(*pearson(pairs), *pearson(all_x, all_y), 1e-12);
    EXPECT_NEAR(*spearman(pairs), *spearman(all_x, all_y), 1e-12);
    EXPECT_NEAR(*kendall_tau_b(pairs), *kendall_tau_b(all_x, all_y), 1e-12);
    EXPECT_NEAR(*kendall_tau_c(pairs), *kendall_tau_c(all_x, all_y), 1e-12);
  }
}

TEST(WeightedCorrelation, IsUndefinedWhereThatIs) {
  const std::vector<double> x = {1, 2, 3}, y = {2, 1, 4}, one = {0, 5, 0}, same = {2, 2, 2}, none = {0, 0, 0};
  for (const CountedPairs& pairs : {CountedPairs{x, y, one}, CountedPairs{x, same, x}, CountedPairs{same, y, x},
                                    CountedPairs{x, y, none}}) {
    EXPECT_EQ(pearson(pairs), std::nullopt);
    EXPECT_EQ(spearman(pairs), std::nullopt);
    EXPECT_EQ(kendall_tau_b(pairs), std::nullopt);
    EXPECT_EQ(kendall_tau_c(pairs), std::nullopt);
  }
}

}  // namespace
}  // namespace assay::metrics
