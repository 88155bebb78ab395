#include "metrics/stats/power.h"

#include <cmath>

#include "harness/core/check.h"
#include "metrics/stats/distributions.h"

namespace assay::metrics {
namespace {

double critical(double alpha) {
  ASSAY_CHECK(alpha > 0.0 && alpha < 1.0);
  return -normal_quantile(0.5 * alpha);  // 1 - alpha / 2 would round to 1 for a tiny alpha
}

double both_quantiles(const PowerGoal& goal) {
  ASSAY_CHECK(goal.power > 0.0 && goal.power < 1.0);
  return critical(goal.alpha) + normal_quantile(goal.power);
}

void check_discordant(double lost, double gained) {
  ASSAY_CHECK(lost >= 0.0 && gained >= 0.0 && lost != gained && lost + gained <= 1.0);
}

}  // namespace

double samples_needed(double difference, const PairedVariance& variance, const PowerGoal& goal) {
  ASSAY_CHECK(difference != 0.0);
  const double z = both_quantiles(goal);
  return z * z * variance.of_difference() / (difference * difference);
}

double detectable_difference(double n, const PairedVariance& variance, const PowerGoal& goal) {
  ASSAY_CHECK(n > 0.0);
  return both_quantiles(goal) * std::sqrt(variance.of_difference() / n);
}

double power_of(double n, double difference, const PairedVariance& variance, double alpha) {
  ASSAY_CHECK(n > 0.0 && variance.of_difference() > 0.0);
  const double shift = std::abs(difference) / std::sqrt(variance.of_difference() / n);
  return normal_cdf(shift - critical(alpha)) + normal_cdf(-shift - critical(alpha));
}

double mcnemar_pairs_needed(double lost, double gained, const PowerGoal& goal) {
  check_discordant(lost, gained);
  ASSAY_CHECK(goal.power > 0.0 && goal.power < 1.0);
  const double sum = lost + gained;
  const double difference = gained - lost;
  const double root =
      critical(goal.alpha) * std::sqrt(sum) + normal_quantile(goal.power) * std::sqrt(sum - difference * difference);
  return root * root / (difference * difference);
}

double design_effect(double cluster_size, double icc) {
  ASSAY_CHECK(cluster_size >= 1.0 && icc >= 0.0 && icc <= 1.0);
  return 1.0 + (cluster_size - 1.0) * icc;
}

double mcnemar_power(double n, double lost, double gained, double alpha) {
  check_discordant(lost, gained);
  ASSAY_CHECK(n > 0.0);
  const double sum = lost + gained;
  const double difference = std::abs(gained - lost);
  const double spread = std::sqrt(sum - difference * difference);
  const double off = difference * std::sqrt(n) - critical(alpha) * std::sqrt(sum);
  // Where every pair is discordant in one direction nothing is left to chance.
  if (spread == 0.0) return off > 0.0 ? 1.0 : 0.0;
  return normal_cdf(off / spread);
}

}  // namespace assay::metrics
