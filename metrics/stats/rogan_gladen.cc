#include "metrics/stats/rogan_gladen.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "harness/core/check.h"
#include "metrics/stats/distributions.h"

namespace assay::metrics {
namespace {

/// Newcombe 1998, method 10: the lower end of q0 + q1 - 1 = q1 - (1 - q0) from Wilson's ends of either.
double low_of_informedness(const BinaryJudge& judge, double q0, double q1, double level) {
  const double below = q1 - wilson_interval(judge.right_positives, judge.positives, level).low;
  const double above = q0 - wilson_interval(judge.right_negatives, judge.negatives, level).low;
  return q0 + q1 - 1.0 - std::sqrt(below * below + above * above);
}

}  // namespace

PrevalenceEstimate rogan_gladen(const BinaryJudge& judge, double level) {
  const auto within = [](double part, double whole) { return part >= 0.0 && part <= whole; };
  ASSAY_CHECK(within(judge.positive, judge.judged) && within(judge.right_negatives, judge.negatives) &&
              within(judge.right_positives, judge.positives) && level > 0.0 && level < 1.0);
  PrevalenceEstimate out;
  if (judge.judged == 0.0) out.reason = "the judge said nothing of answers without a label";
  if (judge.negatives == 0.0) out.reason = "people said no to none of the labelled answers";
  if (judge.positives == 0.0) out.reason = "people said yes to none of the labelled answers";
  if (!out.reason.empty()) return out;
  const double n = judge.judged;
  const double m0 = judge.negatives;
  const double m1 = judge.positives;
  const double p = judge.positive / n;
  out.specificity = judge.right_negatives / m0;
  out.sensitivity = judge.right_positives / m1;
  const double informedness = out.specificity + out.sensitivity - 1.0;
  out.informedness_low = low_of_informedness(judge, out.specificity, out.sensitivity, level);
  if (out.informedness_low < kMinInformedness) {
    out.reason = fmt::format(
        "the judge tells yes from no too badly to be corrected: sensitivity + specificity - 1 is {:.2f}, and may be as "
        "low as "
        "{:.2f}; {} is the least",
        informedness, out.informedness_low, kMinInformedness);
    return out;
  }
  out.value = std::clamp((p + out.specificity - 1.0) / informedness, 0.0, 1.0);
  // Lee et al. 2025: the counts with their additions, and a shift for the bias of a ratio.
  const double z = normal_quantile(0.5 + 0.5 * level);
  const double n_plus = n + z * z;
  const double share = (n * p + 0.5 * z * z) / n_plus;
  const double q0 = (m0 * out.specificity + 1.0) / (m0 + 2.0);
  const double q1 = (m1 * out.sensitivity + 1.0) / (m1 + 2.0);
  const double width = q0 + q1 - 1.0;
  const double theta = (share + q0 - 1.0) / width;
  const double error0 = q0 * (1.0 - q0) / (m0 + 2.0);
  const double error1 = q1 * (1.0 - q1) / (m1 + 2.0);
  const double shift = 2.0 * z * z * (theta * error1 - (1.0 - theta) * error0);
  const double error =
      std::sqrt(share * (1.0 - share) / n_plus + (1.0 - theta) * (1.0 - theta) * error0 + theta * theta * error1) /
      width;
  out.interval =
      Interval{std::clamp(theta + shift - z * error, 0.0, 1.0), std::clamp(theta + shift + z * error, 0.0, 1.0)};
  return out;
}

LabelAllocation allocate_labels(double labels, double positive_share, double specificity, double sensitivity,
                                double pilot) {
  ASSAY_CHECK(labels > 0.0 && positive_share > 0.0 && positive_share < 1.0 && pilot >= 0.0);
  const double kappa = (pilot * (1.0 - specificity) + 1.0) / (pilot * (1.0 - sensitivity) + 1.0);
  const double positives = std::round(labels / (1.0 + (1.0 / positive_share - 1.0) * std::sqrt(kappa)));
  return {labels - positives, positives};
}

}  // namespace assay::metrics
