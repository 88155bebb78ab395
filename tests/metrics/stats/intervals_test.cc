#include "metrics/stats/intervals.h"

#include <gtest/gtest.h>

#include "tests/metrics/scoring.h"

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

TEST(Intervals, WilsonEqualsTheReferenceVectors) {
  ASSAY_SHARED_OR_SKIP(path, "vectors/stats.json");
  // The file has NaN in tables that do not matter here, which is no JSON.
  std::string text = test::read_file(path);
  for (std::size_t at = text.find("NaN"); at != text.npos; at = text.find("NaN", at)) text.replace(at, 3, "0.0");
  for (std::size_t at = text.find("Infinity"); at != text.npos; at = text.find("Infinity", at))
    text.replace(at, 8, "0.0");
  const Value vectors = json::parse(text, path);
  int checked = 0;
  for (const Value& c : vectors.find("proportion_ci95")->as_array()) {
    const Interval interval = wilson_interval(c.find("k")->as_double(), c.find("n")->as_double(), 0.95);
    EXPECT_NEAR(interval.low, c.find("wilson")->as_array()[0].as_double(), 1e-12);
    EXPECT_NEAR(interval.high, c.find("wilson")->as_array()[1].as_double(), 1e-12);
    ++checked;
  }
  EXPECT_EQ(checked, 8);
}

TEST(Intervals, WilsonEndsAreExactAtNoAndAllSuccesses) {
  EXPECT_EQ(wilson_interval(0, 10, 0.95).low, 0.0);
  EXPECT_EQ(wilson_interval(10, 10, 0.95).high, 1.0);
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
