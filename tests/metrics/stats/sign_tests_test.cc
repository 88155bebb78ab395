#include "metrics/stats/sign_tests.h"

#include <gtest/gtest.h>

#include "harness/core/random.h"
#include "metrics/stats/effect_size.h"
#include "metrics/stats/paired_t.h"
#include "tests/metrics/stats/summeval.h"
#include "tests/metrics/stats/vectors.h"

namespace assay::metrics {
namespace {

TEST(SignTests, EqualScipy) {
  const Value golden = test::stats_golden("paired_tests.json");
  for (const Value& c : golden.find("cases")->as_array()) {
    SCOPED_TRACE(c.find("name")->as_string());
    const std::vector<double> d = test::numbers(c, "d");
    EXPECT_NEAR(*sign_test(d).p, test::number(c, "sign_p"), 1e-9);
    EXPECT_NEAR(*wilcoxon(d).statistic, test::number(c, "wilcoxon_w"), 1e-9);
    EXPECT_NEAR(*wilcoxon(d).p, test::number(c, "wilcoxon_p"), 1e-9);
    EXPECT_EQ(wilcoxon(d).method, d.size() <= 50 ? "wilcoxon_exact" : "wilcoxon");
    if (c.find("flip_p") == nullptr) continue;
    EXPECT_NEAR(*sign_flip(d).p, test::number(c, "flip_p"), 1e-9);
    EXPECT_EQ(sign_flip(d).method, "sign_flip_exact");
  }
}

TEST(SignTests, EqualTheReferenceVectors) {
  ASSAY_SHARED_OR_SKIP(path, "vectors/stats.json");
  ASSAY_SHARED_OR_SKIP(data, "vectors/summeval_human.csv");
  const test::SummEval summeval(data);
  const Value vectors = test::read_vectors(path);
  for (const Value& c : vectors.find("paired")->as_array()) {
    SCOPED_TRACE(json::dump(c));
    const auto a = summeval.column(c.find("A")->as_string(), c.find("metric")->as_string());
    const auto b = summeval.column(c.find("B")->as_string(), c.find("metric")->as_string());
    std::vector<double> d = differences(b, a);
    EXPECT_NEAR(*sign_test(d).p, test::number(c, "sign_test_p"), 1e-12);
    EXPECT_NEAR(*cohen_dz(d), test::number(c, "cohen_dz"), 1e-12);
    EXPECT_NEAR(*wilcoxon(d).p, test::number(c, "p_wilcoxon_pratt"), 1e-9);
  }
  const Value& flip = *vectors.find("sign_flip_exact");
  EXPECT_NEAR(*sign_flip(test::numbers(flip, "d")).p, test::number(flip, "p_two_sided"), 1e-15);
}

TEST(SignTests, DrawnFlipsAgreeWithAllFlips) {
  RandomStream random(6);
  std::vector<double> d(20);
  for (double& v : d) v = random.uniform() - 0.35;
  const double exact = *sign_flip(d).p;
  // A difference of 1e-30 counts as one more that is not zero, and changes no sum.
  d.push_back(1e-30);
  const TestResult drawn = sign_flip(d, {}, 20000, 3);
  EXPECT_EQ(drawn.method, "sign_flip");
  EXPECT_NEAR(*drawn.p, exact, 0.01);
  EXPECT_EQ(sign_flip(d, {}, 20000, 3).p, drawn.p);
}

TEST(SignTests, WholeClustersAreFlipped) {
  // Three clusters with sums 3, 2, 1: all eight flips, two of them as far off.
  const std::vector<double> d = {1, 1, 1, 2, 0.5, 0.5};
  const std::vector<std::uint32_t> clusters = {0, 0, 0, 1, 2, 2};
  const TestResult found = sign_flip(d, clusters);
  EXPECT_EQ(found.method, "cluster_sign_flip_exact");
  EXPECT_NEAR(*found.p, 2.0 / 8.0, 1e-15);
  EXPECT_NEAR(*sign_flip(d).p, 2.0 / 64.0, 1e-15);
}

TEST(SignTests, NothingButZerosHasPOne) {
  const std::vector<double> zeros(7, 0.0);
  EXPECT_EQ(sign_test(zeros).p, 1.0);
  EXPECT_EQ(sign_flip(zeros).p, 1.0);
  EXPECT_EQ(wilcoxon(zeros).p, 1.0);
}

TEST(SignTests, RoundingDoesNotHideEqualFlips) {
  // 0.1 + 0.2 - 0.3 is not 0 in doubles, but each flip and its opposite are as far off.
  EXPECT_EQ(sign_flip(std::vector<double>{0.1, 0.2, -0.3}).p, 1.0);
}

}  // namespace
}  // namespace assay::metrics
