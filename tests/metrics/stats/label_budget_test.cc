#include "metrics/stats/label_budget.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/metrics/stats/vectors.h"

namespace assay::metrics {
namespace {

TEST(LabelBudget, EqualsPpiPysPlans) {
  ASSAY_SHARED_OR_SKIP(path, "vectors/ppi.json");
  const Value vectors = test::read_vectors(path);
  for (const Value& c : vectors.find("ppi_power")->as_array()) {
    const LabelCosts costs{test::number(c, "cost_Y"), test::number(c, "cost_Yhat"), test::number(c, "ppi_corr"), {}};
    const LabelPlan plan = c.find("budget") != nullptr
                               ? plan_for_budget(test::number(c, "budget"), costs)
                               : plan_for_effective_labels(test::number(c, "effective_n"), costs);
    const Value& out = *c.find("out");
    EXPECT_NEAR(plan.labels, test::number(out, "n"), 1.0);
    EXPECT_NEAR(plan.judged_only, test::number(out, "N"), 2.0 + 0.001 * test::number(out, "N"));
    EXPECT_NEAR(plan.effective_labels, test::number(out, "effective_n"), 2.0);
    EXPECT_NEAR(plan.cost, test::number(out, "cost"), 1.5);
    EXPECT_TRUE(plan.uses_judge);
  }
}

TEST(LabelBudget, NoNeighbourIsCheaper) {
  for (const double correlation : {0.3, 0.6, 0.9}) {
    for (const double judgement : {0.001, 0.05}) {
      const LabelCosts costs{1.0, judgement, correlation, {}};
      const LabelPlan plan = plan_for_effective_labels(300.0, costs);
      EXPECT_NEAR(plan.effective_labels, 300.0, 1e-9);
      for (const double step : {0.97, 1.03}) {
        // As many judgements as make up for the labels.
        const double n = plan.labels * step, unexplained = 1.0 - correlation * correlation;
        const double all = correlation * correlation / (1.0 / 300.0 - unexplained / n);
        if (all < n) continue;
        EXPECT_GT(n + all * judgement, plan.cost);
      }
    }
  }
}

TEST(LabelBudget, APoorOrDearJudgeIsNotUsed) {
  EXPECT_FALSE(plan_for_effective_labels(100.0, {1.0, 0.01, 0.0, {}}).uses_judge);
  const LabelPlan dear = plan_for_effective_labels(100.0, {1.0, 0.9, 0.3, {}});
  EXPECT_FALSE(dear.uses_judge);
  EXPECT_EQ(dear.labels, 100.0);
  EXPECT_EQ(dear.cost, 100.0);
  EXPECT_FALSE(plan_for_budget(50.0, {2.0, 2.0, 0.4, {}}).uses_judge);
  EXPECT_EQ(plan_for_budget(50.0, {2.0, 2.0, 0.4, {}}).labels, 25.0);
}

TEST(LabelBudget, UsesNoMoreAnswersThanThereAre) {
  const LabelCosts costs{1.0, 0.001, 0.7, 400.0};
  const LabelPlan plan = plan_for_effective_labels(200.0, costs);
  EXPECT_EQ(plan.judged_only, 400.0);
  EXPECT_NEAR(effective_labels(plan.labels, 400.0, 0.7), 200.0, 1e-9);
  const LabelPlan spent = plan_for_budget(150.0, costs);
  EXPECT_EQ(spent.judged_only, 400.0);
  EXPECT_NEAR(spent.cost, 150.0, 1e-9);
  // A judge for nothing would be asked without end.
  EXPECT_TRUE(std::isinf(plan_for_effective_labels(200.0, {1.0, 0.0, 0.7, {}}).judged_only));
  EXPECT_NEAR(plan_for_effective_labels(200.0, {1.0, 0.0, 0.7, {}}).labels, 102.0, 1e-9);
}

TEST(LabelBudget, AWidthBecomesLabels) {
  const LabelCosts costs{1.0, 0.01, 0.6, {}};
  const LabelPlan plan = plan_for_half_width(0.1, 1.2, costs);
  EXPECT_NEAR(plan.effective_labels, std::pow(1.959963984540054 * 12.0, 2), 1e-6);
  EXPECT_LT(least_half_width(plan.labels, 1.2, 0.6), 0.1);
  EXPECT_NEAR(least_half_width(100.0, 1.0, 0.0), 0.1959963984540054, 1e-12);
  EXPECT_NEAR(width_factor(100.0, 300.0, 0.5), std::sqrt(1.0 - 0.25 * 0.75), 1e-12);
  EXPECT_EQ(effective_labels(50.0, 0.0, 0.9), 50.0);
}

}  // namespace
}  // namespace assay::metrics
