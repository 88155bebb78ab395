#include "metrics/text/votes.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace assay::metrics {
namespace {

TEST(Votes, ShareWithoutIsARatioOfBinomials) {
  EXPECT_NEAR(share_without(10, 3, 2), 21.0 / 45.0, 1e-15);
  EXPECT_NEAR(share_without(10, 2, 3), 56.0 / 120.0, 1e-15);
  EXPECT_EQ(share_without(10, 0, 10), 1.0);
  EXPECT_EQ(share_without(10, 8, 3), 0.0);
  EXPECT_EQ(share_without(10, 10, 0), 1.0);
  // C(199999, 100000) / C(200000, 100000) is a half, though both are beyond any double.
  EXPECT_NEAR(share_without(200000, 1, 100000), 0.5, 1e-12);
}

TEST(Votes, BinomialsEndAtTheLimit) {
  EXPECT_EQ(choose_up_to(5, 2, 2000), 10U);
  EXPECT_EQ(choose_up_to(2000, 1999, 2000), 2000U);
  EXPECT_EQ(choose_up_to(2001, 1, 2000), std::nullopt);
  EXPECT_EQ(choose_up_to(1000000, 500000, 2000), std::nullopt);
  EXPECT_EQ(choose_up_to(7, 0, 1), 1U);
}

TEST(Votes, TheMajorityOfEverySubsetCounts) {
  // Of three answers two are right: every pair is a tie or right twice, (1 + 1/2 + 1/2) / 3.
  const std::vector<std::uint32_t> classes = {0, 0, 1};
  const std::vector<char> is_right = {1, 0};
  EXPECT_NEAR(majority_share(classes, is_right, 2, 0), 2.0 / 3.0, 1e-15);
  EXPECT_EQ(majority_share(classes, is_right, 3, 0), 1.0);
  EXPECT_NEAR(majority_share(classes, is_right, 1, 0), 2.0 / 3.0, 1e-15);
}

TEST(Votes, TiesAreSplitEvenly) {
  const std::vector<std::uint32_t> classes = {0, 1, 2, 3};
  const std::vector<char> is_right = {0, 1, 0, 1};
  EXPECT_EQ(majority_share(classes, is_right, 4, 0), 0.5);
}

/// With two classes the majority of k is right where more than half of them are: a sum of hypergeometric terms.
double hypergeometric_majority(int n, int right, int k) {
  const auto log_choose = [](int a, int b) {
    return std::lgamma(a + 1.0) - std::lgamma(b + 1.0) - std::lgamma(a - b + 1.0);
  };
  double sum = 0.0;
  for (int i = std::max(0, k - (n - right)); i <= std::min(k, right); ++i) {
    const double share = 2 * i > k ? 1.0 : 2 * i == k ? 0.5 : 0.0;
    sum += share * std::exp(log_choose(right, i) + log_choose(n - right, k - i) - log_choose(n, k));
  }
  return sum;
}

TEST(Votes, OfTwoClassesTheVoteIsHypergeometric) {
  for (int k = 1; k <= 12; ++k) {
    std::vector<std::uint32_t> classes(12, 1);
    for (int i = 0; i < 7; ++i) classes[static_cast<std::size_t>(i)] = 0;
    const std::vector<char> is_right = {1, 0};
    EXPECT_NEAR(majority_share(classes, is_right, static_cast<std::size_t>(k), 0), hypergeometric_majority(12, 7, k),
                1e-12)
        << k;
  }
}

TEST(Votes, MoreSubsetsThanTheLimitAreDrawn) {
  std::vector<std::uint32_t> classes(40, 1);
  for (std::size_t i = 0; i < 22; ++i) classes[i] = 0;
  const std::vector<char> is_right = {1, 0};
  const double drawn = majority_share(classes, is_right, 9, 5);
  EXPECT_EQ(drawn, majority_share(classes, is_right, 9, 5));
  EXPECT_NE(drawn, majority_share(classes, is_right, 9, 6));
  // Four standard errors of 2000 draws.
  EXPECT_NEAR(drawn, hypergeometric_majority(40, 22, 9), 4.0 * 0.5 / std::sqrt(2000.0));
}

}  // namespace
}  // namespace assay::metrics
