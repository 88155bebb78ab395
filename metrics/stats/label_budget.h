#pragma once

#include <optional>
#include <string>

namespace assay::metrics {

/// What people and the judge cost, and how well they go together.
struct LabelCosts {
  double label = 1.0;                     ///< of one label by people. Units: any, the same as the judge's
  double judgement = 0.0;                 ///< of one judgement, which labelled answers need as well
  double correlation = 0.0;               ///< of labels and judgements, 0 <= rho < 1
  std::optional<double> most_judgements;  ///< unlabelled answers that there are; nullopt: as many as wanted
};

/// How many to label and to judge. Not rounded.
struct LabelPlan {
  double labels = 0.0;       ///< n
  double judged_only = 0.0;  ///< N
  double cost = 0.0;
  double effective_labels = 0.0;  ///< labels that people alone would need for the same error
  bool uses_judge = false;        ///< false where labels alone are cheaper
};

/// n (n + N) / (n + (1 - rho^2) N): what n labels and N more judgements are worth in labels. Requires: n > 0, N >= 0.
/// Source: Angelopoulos, Duchi & Zrnic 2023 (arXiv:2311.01453), the variance at the best lambda.
double effective_labels(double labels, double judged_only, double correlation);

/// sqrt(1 - rho^2 N / (n + N)): how wide an interval with the judge is, as a share of that of the labels alone.
double width_factor(double labels, double judged_only, double correlation);

/// The cheapest plan that is worth `wanted` labels: n = n0 (1 - rho^2 + sqrt(g rho^2 (1 - rho^2))), N = n (n0 - n) / (n
/// - (1 - rho^2) n0) with g the ratio of costs; labels alone where that is cheaper. Where there are not so many
/// unlabelled answers, the fewest labels with all of them. Requires: wanted > 0, label > 0, judgement >= 0, 0 <=
/// correlation < 1.
LabelPlan plan_for_effective_labels(double wanted, const LabelCosts& costs);

/// The plan worth most for a budget. Requires: budget > 0, and as above.
LabelPlan plan_for_budget(double budget, const LabelCosts& costs);

/// The cheapest plan whose interval has this half-width, where the labels have standard deviation `deviation`:
/// effective labels (z deviation / half_width)^2, by the normal approximation. Requires: all > 0, 0 < level < 1.
LabelPlan plan_for_half_width(double half_width, double deviation, const LabelCosts& costs, double level = 0.95);

/// The half-width that no number of judgements can go below with `labels` labels, z deviation sqrt((1 - rho^2) / n).
double least_half_width(double labels, double deviation, double correlation, double level = 0.95);

}  // namespace assay::metrics
