#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "harness/core/metric.h"
#include "harness/core/report.h"
#include "metrics/stats/bootstrap.h"
#include "metrics/stats/estimate.h"
#include "metrics/stats/value_function.h"

namespace assay::metrics {

/// A task of a group: its rows of the metric, drawn independently of those of the other tasks.
struct Stratum {
  std::string name;  ///< for reasons
  StatsRows rows;    ///< without weights of their own
  std::span<const std::uint32_t> clusters = {};  ///< of each row; empty: each is its own
  ValueFunction value;
};

/// Weights that sum to 1: by the sizes, or all alike. Requires: sizes not empty, and not all 0 where they count.
std::vector<double> stratum_weights(std::span<const double> sizes, bool by_size);

/// The bootstrap of a weighted sum of the strata's values: units are drawn inside each stratum, each with a stream of its
/// own, and the replicates are summed with the weights. Studentised for few units, else BCa with the acceleration of several
/// samples, else percentiles, as `bootstrap_interval` does for one sample; method names begin with "stratified_".
/// Requires: `weights` one a stratum; strata without weights on their rows.
/// Source: Efron & Tibshirani 1993, "An introduction to the bootstrap", section 8; Davison & Hinkley 1997, "Bootstrap
/// methods and their application", sections 3.2 and 5.3.2 (eq. 5.28).
BootstrapResult stratified_bootstrap(std::span<const Stratum> strata, std::span<const double> weights, double estimate,
                                     const BootstrapOptions& options);

/// The weighted mean of the strata's values with its interval: a group of tasks whose draws are independent of one another.
///
/// Of one stratum it is `make_estimate`. A mean has the standard error sqrt(sum w^2 se^2), each task's se from its own
/// (clustered) rows, with the degrees of freedom of Satterthwaite 1946. From 200 rows on that are hardly skewed it has
/// Student's interval ("stratified_t"), else, and for proportions always, Wilson's with the effective number of samples
/// ("stratified_scaled_wilson", see `stratified_error` for tasks without spread); where all rows of all tasks are 0 or all 1, Wilson's ("stratified_wilson"); without a
/// range the stratified bootstrap. Any other value has the interval of `stratified_bootstrap`. The value is undefined where
/// that of a task is; Estimate::no_interval names the task. `by_size`: weighted by the number of rows.
/// Requires: strata not empty; EstimateOptions::clusters empty (each stratum has its own).
Estimate make_stratified_estimate(const MetricInfo& info, std::span<const Stratum> strata, bool by_size,
                                  const EstimateOptions& options);

/// The values of one task, whose mean is a term of a weighted sum.
struct MeanStratum {
  std::string name;  ///< for reasons
  std::vector<double> values;
  std::span<const std::uint32_t> clusters = {};  ///< of each value; empty: each is its own
  bool certain = false;  ///< that all values are equal is known and not found: the mean has no error
};

/// A weighted sum of independent means as a t statistic sees it.
struct StratifiedError {
  double variance = 0.0;  ///< of the weighted sum: sum w^2 se^2
  double df = 0.0;        ///< of Satterthwaite; 0 where the variance is 0
  double skewness = 0.0;  ///< of the weighted sum, as estimated from the units' third moments
};

/// Its error from the values of each stratum, which lie in `range`. nullopt, and `reason` names the stratum, where one has
/// fewer than two values or too few clusters.
///
/// A stratum whose values are all equal shows no variance. Among many that is right on average; where such a stratum weighs much
/// it is not, so it then has the variance of its values and half a value at each end of the range: where that is over a tenth
/// of the others' variance (docs/statistics.md). Without a range there is no error for such a stratum. Requires: strata not
/// empty, weights one a stratum. Source: Satterthwaite 1946, "An approximate distribution of estimates of variance
/// components"; Cochran 1977, "Sampling techniques", section 5.4; for the pseudo-values Agresti & Coull 1998.
std::optional<StratifiedError> stratified_error(std::span<const MeanStratum> strata, std::span<const double> weights,
                                                const std::optional<Interval>& range, std::string& reason);

}  // namespace assay::metrics
