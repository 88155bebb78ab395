#pragma once

namespace assay::metrics {

/// How a paired comparison of means varies.
struct PairedVariance {
  double between = 0.0;      ///< variance over samples of the difference of the two expected scores
  double within_base = 0.0;  ///< variance over epochs of the base's score on one sample
  double within_candidate = 0.0;
  double epochs_base = 1.0;
  double epochs_candidate = 1.0;

  /// The variance of one sample's difference. Source: Miller 2024 (arXiv:2411.00640).
  double of_difference() const { return between + within_base / epochs_base + within_candidate / epochs_candidate; }
};

/// A two-sided test at level `alpha` that shall find a difference with probability `power`.
struct PowerGoal {
  double alpha = 0.05;
  double power = 0.8;
};

/// How many samples a difference of means needs, (z_{1-alpha/2} + z_power)^2 variance / difference^2, not rounded.
/// Requires: difference != 0, 0 < alpha < 1, 0 < power < 1. Source: Miller 2024; Lachin 1981.
double samples_needed(double difference, const PairedVariance& variance, const PowerGoal& goal = {});

/// The smallest difference that `n` samples find: the same equation, solved for it. Requires: n > 0.
double detectable_difference(double n, const PairedVariance& variance, const PowerGoal& goal = {});

/// The probability to find `difference` with `n` samples, by the normal approximation, both tails. Requires: n > 0,
/// variance > 0.
double power_of(double n, double difference, const PairedVariance& variance, double alpha = 0.05);

/// How many pairs McNemar's test needs where a share `lost` and a share `gained` of the pairs is discordant:
/// ((z_{1-alpha/2} sqrt(s) + z_power sqrt(s - d^2)) / d)^2 with s their sum and d their difference, not rounded.
/// Requires: both >= 0, lost != gained, sum <= 1.
/// Source: Connor 1987, "Sample size for testing differences in proportions for the paired-sample design".
double mcnemar_pairs_needed(double lost, double gained, const PowerGoal& goal = {});

/// How many times as many samples a mean over clusters of `cluster_size` needs, 1 + (cluster_size - 1) icc, for
/// differences of which the share `icc` of the variance is common to a cluster. Requires: cluster_size >= 1, 0 <= icc
/// <= 1. Source: Kish 1965, "Survey sampling", section 5.4.
double design_effect(double cluster_size, double icc);

/// The probability that McNemar's test finds it with `n` pairs: the same equation, solved for the power. Requires: as
/// above.
double mcnemar_power(double n, double lost, double gained, double alpha = 0.05);

}  // namespace assay::metrics
