#include "metrics/stats/draws.h"

#include <gtest/gtest.h>

#include <set>
#include <vector>

namespace assay::metrics {
namespace {

std::vector<std::size_t> indices(std::uint64_t seed, std::uint64_t replicate, std::size_t n, std::size_t count) {
  std::vector<std::size_t> found;
  Draws(draw_base(seed, "test"), replicate).indices(n, count, [&](std::size_t i) { found.push_back(i); });
  return found;
}

TEST(Draws, AreAPureFunctionOfSeedAndReplicate) {
  EXPECT_EQ(indices(1, 2, 1000, 33), indices(1, 2, 1000, 33));
  EXPECT_NE(indices(1, 2, 1000, 33), indices(1, 3, 1000, 33));
  EXPECT_NE(indices(1, 2, 1000, 33), indices(2, 2, 1000, 33));
  EXPECT_NE(draw_base(1, "bootstrap"), draw_base(1, "randomization"));
}

TEST(Draws, AreAsManyAsAskedForAndInRange) {
  for (const std::size_t n : {1U, 2U, 3U, 1000U})
    for (const std::size_t count : {0U, 1U, 2U, 7U}) {
      const auto found = indices(4, 0, n, count);
      EXPECT_EQ(found.size(), count);
      for (const std::size_t i : found) EXPECT_LT(i, n);
    }
}

TEST(Draws, RejectionKeepsThemUniformForHugeRanges) {
  // Three quarters of 2^32: without rejection a third of the numbers would come up twice as often.
  const std::size_t n = 3U << 30;
  std::vector<int> parts(3, 0);
  for (const std::size_t i : indices(9, 0, n, 30000)) ++parts[i >> 30];
  // The standard deviation of each is 82.
  for (const int part : parts) EXPECT_NEAR(part, 10000, 410);
}

TEST(Draws, NumbersDoNotRepeatAcrossReplicates) {
  std::set<std::uint64_t> seen;
  for (std::uint64_t replicate = 0; replicate < 100; ++replicate) {
    Draws draws(draw_base(0, "test"), replicate);
    for (int i = 0; i < 100; ++i) seen.insert(draws.next());
  }
  EXPECT_EQ(seen.size(), 10000U);
}

TEST(Draws, UniformNumbersHaveTheirMeanAndVariance) {
  Draws draws(draw_base(3, "test"), 0);
  double sum = 0.0, squares = 0.0;
  for (int i = 0; i < 20000; ++i) {
    const double u = draws.uniform();
    ASSERT_TRUE(u >= 0.0 && u < 1.0);
    sum += u;
    squares += u * u;
  }
  EXPECT_NEAR(sum / 20000, 0.5, 0.01);
  EXPECT_NEAR(squares / 20000, 1.0 / 3.0, 0.01);
}

}  // namespace
}  // namespace assay::metrics
