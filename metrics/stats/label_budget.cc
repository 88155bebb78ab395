#include "metrics/stats/label_budget.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "harness/core/check.h"
#include "metrics/stats/distributions.h"

namespace assay::metrics {
namespace {

void check(const LabelCosts& costs) {
  ASSAY_CHECK(costs.label > 0.0 && costs.judgement >= 0.0 && costs.correlation >= 0.0 && costs.correlation < 1.0);
  ASSAY_CHECK(!costs.most_judgements || *costs.most_judgements >= 0.0);
}

double most(const LabelCosts& costs) { return costs.most_judgements.value_or(std::numeric_limits<double>::infinity()); }

LabelPlan labels_alone(double labels, const LabelCosts& costs) {
  return {labels, 0.0, labels * costs.label, labels, false};
}

LabelPlan with_judge(double labels, double judged_only, const LabelCosts& costs) {
  LabelPlan plan{labels, judged_only, labels * costs.label, 0.0, true};
  if (costs.judgement > 0.0) plan.cost += (labels + judged_only) * costs.judgement;
  plan.effective_labels = effective_labels(labels, judged_only, costs.correlation);
  return plan;
}

}  // namespace

double effective_labels(double labels, double judged_only, double correlation) {
  ASSAY_CHECK(labels > 0.0 && judged_only >= 0.0);
  const double factor = width_factor(labels, judged_only, correlation);
  return labels / (factor * factor);
}

double width_factor(double labels, double judged_only, double correlation) {
  ASSAY_CHECK(labels > 0.0 && judged_only >= 0.0 && std::abs(correlation) <= 1.0);
  const double share = std::isinf(judged_only) ? 1.0 : judged_only / (labels + judged_only);
  return std::sqrt(1.0 - correlation * correlation * share);
}

// 1 / n0 = rho^2 / (n + N) + (1 - rho^2) / n, and the cost is label n + judgement (n + N): by Lagrange, n and n + N go
// as the roots of their coefficients over their costs.
LabelPlan plan_for_effective_labels(double wanted, const LabelCosts& costs) {
  check(costs);
  ASSAY_CHECK(wanted > 0.0);
  const double explained = costs.correlation * costs.correlation;
  const LabelPlan alone = labels_alone(wanted, costs);
  if (explained == 0.0) return alone;
  const double ratio = costs.judgement / costs.label;
  const double cross = std::sqrt(explained * (1.0 - explained));
  double labels = wanted * (1.0 - explained + std::sqrt(ratio) * cross);
  const double all =
      ratio > 0.0 ? wanted * (explained + cross / std::sqrt(ratio)) : std::numeric_limits<double>::infinity();
  if (!(all > labels)) return alone;
  double judged_only = all - labels;
  if (judged_only > most(costs)) {
    judged_only = most(costs);
    const double half = 0.5 * (judged_only - wanted);
    labels = -half + std::sqrt(half * half + wanted * (1.0 - explained) * judged_only);
  }
  const LabelPlan plan = with_judge(labels, judged_only, costs);
  return plan.cost < alone.cost ? plan : alone;
}

LabelPlan plan_for_budget(double budget, const LabelCosts& costs) {
  check(costs);
  ASSAY_CHECK(budget > 0.0);
  // Without a limit of judgements all numbers go in proportion to the budget.
  LabelCosts unlimited = costs;
  unlimited.most_judgements.reset();
  const LabelPlan unit = plan_for_effective_labels(1.0, unlimited);
  const LabelPlan alone = labels_alone(budget / costs.label, costs);
  if (!unit.uses_judge) return alone;
  const double scale = budget / unit.cost;
  double labels = unit.labels * scale;
  double judged_only = unit.judged_only * scale;
  if (judged_only > most(costs)) {
    judged_only = most(costs);
    labels = (budget - judged_only * costs.judgement) / (costs.label + costs.judgement);
  }
  const LabelPlan plan = with_judge(labels, judged_only, costs);
  return plan.effective_labels > alone.effective_labels ? plan : alone;
}

LabelPlan plan_for_half_width(double half_width, double deviation, const LabelCosts& costs, double level) {
  ASSAY_CHECK(half_width > 0.0 && deviation > 0.0 && level > 0.0 && level < 1.0);
  const double root = normal_quantile(0.5 + 0.5 * level) * deviation / half_width;
  return plan_for_effective_labels(root * root, costs);
}

double least_half_width(double labels, double deviation, double correlation, double level) {
  ASSAY_CHECK(labels > 0.0 && deviation >= 0.0 && std::abs(correlation) <= 1.0 && level > 0.0 && level < 1.0);
  return normal_quantile(0.5 + 0.5 * level) * deviation * std::sqrt((1.0 - correlation * correlation) / labels);
}

}  // namespace assay::metrics
