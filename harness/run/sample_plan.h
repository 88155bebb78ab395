#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/comparison.h"
#include "harness/core/report.h"
#include "metrics/stats/power.h"

namespace assay::run {

/// What is asked of a plan. Of samples, difference and power the one that is not given is sought: the power where both
/// others are, else what `goal` asks for.
struct PlanQuestion {
  std::optional<double> samples, difference;
  metrics::PowerGoal goal;
};

/// The answer, with what was given.
struct SamplePlan {
  enum class Sought { kSamples, kDifference, kPower };
  Sought sought = Sought::kSamples;
  double samples = 0.0;        ///< of either run; a whole number, 2 or more
  double exact_samples = 0.0;  ///< before it was rounded up
  double difference = 0.0;
  double power = 0.0;
};

/// "n", "difference", "power".
std::string_view name_of(SamplePlan::Sought sought);

/// Plans a paired comparison of means; with clusters the variance counts `design_effect` times.
/// Requires: variance > 0, design_effect >= 1, samples or difference is there. Throws: Error(kUsage) for more samples
/// than can be counted.
SamplePlan plan_means(const PlanQuestion& question, const metrics::PairedVariance& variance,
                      double design_effect = 1.0);

/// Plans McNemar's test where a share `lost` and a share `gained` of the samples change. Requires: as
/// mcnemar_pairs_needed; question.difference is not there. Throws: as above.
SamplePlan plan_proportions(const PlanQuestion& question, double lost, double gained, double design_effect = 1.0);

/// How a metric varied in what is stored.
struct StoredSpread {
  std::string model, task, metric;
  double scale = 1.0;
  std::int64_t samples = 0;
  std::int64_t clusters = 0;  ///< 0: each sample by itself; the variance holds what they make of it
  std::optional<metrics::PairedVariance> variance;
  bool knows_epochs = false;  ///< the variance over epochs was observed or given
  std::string reason;         ///< why there is no variance
};

/// The spread of the metrics of one run, as if it were compared with another like it: the scores of both (their
/// expected scores, where the variance over epochs is known) correlate by `correlation` over the samples, so that the
/// variance of their difference is 2 (1 - correlation) times that of one. `within_sd` is the standard deviation over
/// epochs where it was not observed. Requires: -1 <= correlation < 1.
std::vector<StoredSpread> spread_of_run(const RunFacts& facts, std::span<const ResultRow> results, double correlation,
                                        std::optional<double> within_sd);

/// A run with its own results.
struct RunSide {
  const RunFacts& facts;
  std::span<const ResultRow> results;
};

/// The observed spread of the differences of two runs, whose own results give the variance over epochs.
std::vector<StoredSpread> spread_of_pairs(const Comparison& comparison, const RunSide& base, const RunSide& candidate,
                                          std::optional<double> within_sd);

}  // namespace assay::run
