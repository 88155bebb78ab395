#pragma once

#include <optional>
#include <string>

#include "metrics/stats/intervals.h"

namespace assay::metrics {

/// What a yes/no judge said of unlabelled answers, and how often it is right on labelled ones.
struct BinaryJudge {
  double positive = 0.0;  ///< judged yes, of `judged`
  double judged = 0.0;
  double right_negatives = 0.0;  ///< judged no of those that people say no to, `negatives`
  double negatives = 0.0;
  double right_positives = 0.0;  ///< judged yes of those that people say yes to, `positives`
  double positives = 0.0;
};

/// The share that people would say yes to.
struct PrevalenceEstimate {
  std::optional<double> value;  ///< clipped to 0..1
  std::optional<Interval> interval;
  double specificity = 0.0;       ///< q0
  double sensitivity = 0.0;       ///< q1
  double informedness_low = 0.0;  ///< a lower bound of q0 + q1 - 1
  std::string reason;             ///< why there is no value; "" where there is
};

/// A judge of whose q0 + q1 - 1 no more than this is sure says too little to be corrected.
inline constexpr double kMinInformedness = 0.1;

/// theta = (p + q0 - 1) / (q0 + q1 - 1). Right also where the share differs between labelled and unlabelled answers, as
/// long as the judge errs alike on both, while `ppi_mean` needs the same population. Refused where the lower bound of
/// q0 + q1
/// - 1 (Newcombe's of a difference of proportions, at `level`) is below kMinInformedness, or a count is 0.
/// Requires: counts within their totals, 0 < level < 1.
/// Source: Rogan & Gladen 1978; Lee et al. 2025 (arXiv:2511.21140) for the interval: Agresti and Coull's additions, a
/// shift for the bias and the delta method.
PrevalenceEstimate rogan_gladen(const BinaryJudge& judge, double level = 0.95);

/// How many of `labels` to spend on answers that people say no and yes to.
struct LabelAllocation {
  double negatives = 0.0;
  double positives = 0.0;
};

/// The split with the least variance, m1 = m / (1 + (1/p - 1) sqrt(kappa)), kappa the ratio of the two error rates of a
/// pilot of `pilot` labels each, with one error added; rounded to whole labels. Requires: labels > 0, 0 <
/// positive_share < 1. Source: Lee et al. 2025.
LabelAllocation allocate_labels(double labels, double positive_share, double specificity, double sensitivity,
                                double pilot);

}  // namespace assay::metrics
