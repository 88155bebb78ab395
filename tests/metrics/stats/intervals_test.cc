#include "metrics/stats/intervals.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/metrics/stats/vectors.h"

namespace assay::metrics {
namespace {

Value golden() { return test::read_json(test::test_data("golden/metrics/stats_expected.json")); }

TEST(Intervals, WilsonEqualsScipy) {
  const Value table = golden();
  for (const Value& row : table.find("wilson")->as_array()) {
    const auto& n = row.as_array();
    const Interval interval = wilson_interval(n[0].as_double(), n[1].as_double(), n[2].as_double());
    EXPECT_NEAR(interval.low, n[3].as_double(), 1e-12) << json::dump(row);
    EXPECT_NEAR(interval.high, n[4].as_double(), 1e-12) << json::dump(row);
  }
}

TEST(Intervals, ProportionsEqualTheReferenceVectors) {
  ASSAY_SHARED_OR_SKIP(path, "vectors/stats.json");
  const Value vectors = test::read_vectors(path);
  int checked = 0;
  for (const Value& c : vectors.find("proportion_ci95")->as_array()) {
    const auto check = [&](const char* name, Interval (*make)(double, double, double)) {
      SCOPED_TRACE(name);
      const Interval interval = make(test::number(c, "k"), test::number(c, "n"), 0.95);
      EXPECT_NEAR(interval.low, test::numbers(c, name)[0], 1e-10);
      EXPECT_NEAR(interval.high, test::numbers(c, name)[1], 1e-10);
    };
    check("wilson", wilson_interval);
    check("clopper_pearson", clopper_pearson_interval);
    check("agresti_coull", agresti_coull_interval);
    check("jeffreys", jeffreys_interval);
    ++checked;
  }
  EXPECT_EQ(checked, 8);
}

TEST(Intervals, WilsonEndsAreExactAtNoAndAllSuccesses) {
  EXPECT_EQ(wilson_interval(0, 10, 0.95).low, 0.0);
  EXPECT_EQ(wilson_interval(10, 10, 0.95).high, 1.0);
}

TEST(Intervals, ProportionsEqualStatsmodels) {
  const Value golden = test::stats_golden("intervals.json");
  for (const Value& c : golden.find("proportions")->as_array()) {
    SCOPED_TRACE(json::dump(c));
    const double k = test::number(c, "k"), n = test::number(c, "n"), level = test::number(c, "level");
    const auto check = [&](const char* name, Interval interval) {
      EXPECT_NEAR(interval.low, test::numbers(c, name)[0], 1e-9) << name;
      EXPECT_NEAR(interval.high, test::numbers(c, name)[1], 1e-9) << name;
    };
    check("wilson", wilson_interval(k, n, level));
    check("beta", clopper_pearson_interval(k, n, level));
    check("agresti_coull", agresti_coull_interval(k, n, level));
    check("jeffreys", jeffreys_interval(k, n, level));
  }
}

TEST(Intervals, ScaledWilsonOfABinomialErrorIsWilson) {
  // Many degrees of freedom make Student's quantile the normal one.
  const auto scaled = scaled_wilson_interval(0.3, std::sqrt(0.3 * 0.7 / 50), 1e7, 0.0, 1.0, 0.95);
  ASSERT_TRUE(scaled.has_value());
  EXPECT_NEAR(scaled->low, wilson_interval(15, 50, 0.95).low, 1e-6);
  EXPECT_NEAR(scaled->high, wilson_interval(15, 50, 0.95).high, 1e-6);
  const auto moved = scaled_wilson_interval(1.0 + 0.3 * 4, 4 * std::sqrt(0.3 * 0.7 / 50), 1e7, 1.0, 5.0, 0.95);
  EXPECT_NEAR(moved->low, 1.0 + 4 * scaled->low, 1e-12);
  EXPECT_NEAR(moved->high, 1.0 + 4 * scaled->high, 1e-12);
  EXPECT_EQ(scaled_wilson_interval(0.3, 0.0, 9, 0.0, 1.0, 0.95), std::nullopt);
  EXPECT_EQ(scaled_wilson_interval(1.0, 0.1, 9, 0.0, 1.0, 0.95), std::nullopt);
}

TEST(Intervals, StudentEqualsScipy) {
  const Value table = golden();
  const Value& expected = *table.find("t_interval");
  std::vector<double> values;
  for (const Value& v : expected.find("values")->as_array()) values.push_back(v.as_double());
  const auto interval = t_interval(values, expected.find("level")->as_double());
  ASSERT_TRUE(interval.has_value());
  EXPECT_NEAR(interval->low, expected.find("low")->as_double(), 1e-12);
  EXPECT_NEAR(interval->high, expected.find("high")->as_double(), 1e-12);
}

TEST(Intervals, StudentNeedsTwoDifferentValues) {
  EXPECT_FALSE(t_interval(std::vector<double>{1.0}, 0.95).has_value());
  EXPECT_FALSE(t_interval(std::vector<double>{0.1, 0.1, 0.1}, 0.95).has_value());
}

}  // namespace
}  // namespace assay::metrics
