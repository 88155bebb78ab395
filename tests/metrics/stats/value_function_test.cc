#include "metrics/stats/value_function.h"

#include <gtest/gtest.h>

#include "harness/core/random.h"
#include "tests/metrics/scoring.h"

namespace assay::metrics {
namespace {

TEST(ValueFunction, ValuesThatAreNotFiniteAreNone) {
  const ValueFunction value([](const StatsRows&) { return std::optional<double>(std::nan("")); });
  EXPECT_TRUE(value({}).has_value());
  EXPECT_FALSE(value.finite({}).has_value());
  EXPECT_FALSE(value.is_of_sums());
}

TEST(ValueFunction, EveryBuiltinThatSaysSoIsOfSums) {
  RandomStream random(8);
  int of_sums = 0;
  for (const MetricDef* def : builtin::all_metrics())
    for (const MetricInfo& info : def->metrics) {
      SCOPED_TRACE(info.name);
      const auto metric = test::metric_of(info.name);
      if (!metric->value_is_of_sums()) continue;
      ++of_sums;
      // Wide enough for any metric's row: what a value does not read is no matter.
      const std::size_t width = 64;
      std::vector<double> data(20 * width), weights(20), total(width, 0.0);
      for (double& v : data) v = static_cast<double>(random.below(30));
      double weight = 0.0;
      for (std::size_t i = 0; i < weights.size(); ++i) {
        weights[i] = static_cast<double>(random.below(3));
        weight += weights[i];
        for (std::size_t k = 0; k < width; ++k) total[k] += weights[i] * data[i * width + k];
      }
      for (double& v : total) v /= weight;
      const auto of_rows = value_of(*metric)({data, width, weights});
      const auto of_total = value_of(*metric)({total, width, {&weight, 1}});
      ASSERT_EQ(of_rows.has_value(), of_total.has_value());
      if (!of_rows) continue;
      EXPECT_NEAR(*of_total, *of_rows, 1e-9 * std::max(1.0, std::abs(*of_rows)));
    }
  EXPECT_GE(of_sums, 6);
}

}  // namespace
}  // namespace assay::metrics
