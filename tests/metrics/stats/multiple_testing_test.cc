#include "metrics/stats/multiple_testing.h"

#include <gtest/gtest.h>

#include "tests/metrics/stats/vectors.h"

namespace assay::metrics {
namespace {

void expect_adjusted(const Value& p, const Value& adjusted) {
  const std::vector<std::pair<const char*, Adjustment>> all = {{"bonferroni", Adjustment::kBonferroni},
                                                               {"sidak", Adjustment::kSidak},
                                                               {"holm", Adjustment::kHolm},
                                                               {"holm-sidak", Adjustment::kHolmSidak},
                                                               {"hommel", Adjustment::kHommel},
                                                               {"fdr_bh", Adjustment::kBenjaminiHochberg},
                                                               {"fdr_by", Adjustment::kBenjaminiYekutieli}};
  for (const auto& [name, adjustment] : all) {
    SCOPED_TRACE(name);
    const std::vector<double> found = adjusted_p(test::numbers(p), adjustment);
    const std::vector<double> expected = test::numbers(adjusted, name);
    ASSERT_EQ(found.size(), expected.size());
    for (std::size_t i = 0; i < found.size(); ++i) EXPECT_NEAR(found[i], expected[i], 1e-12);
  }
}

TEST(MultipleTesting, EqualsStatsmodels) {
  const Value golden = test::stats_golden("multiple_testing.json");
  for (const Value& c : golden.find("cases")->as_array()) expect_adjusted(*c.find("p"), c);
}

TEST(MultipleTesting, EqualsTheReferenceVectors) {
  ASSAY_SHARED_OR_SKIP(path, "vectors/stats.json");
  const Value vectors = test::read_vectors(path);
  for (const Value& c : vectors.find("multipletests")->as_array()) expect_adjusted(*c.find("p"), *c.find("adjusted"));
}

TEST(MultipleTesting, AnEmptyFamilyIsFine) {
  EXPECT_TRUE(adjusted_p({}, Adjustment::kHolm).empty());
  EXPECT_TRUE(adjusted_p({}, Adjustment::kHommel).empty());
}

}  // namespace
}  // namespace assay::metrics
