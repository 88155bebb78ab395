#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/core/sweep_report.h"
#include "harness/run/score_set.h"

namespace assay::run {

/// The probability that at least one of k answers is right, of which k are taken at random from n answers with `right`
/// right ones: 1 - C(n - right, k) / C(n, k), without bias. Requires: 0 <= right <= n, 1 <= k <= n. Source: Chen et al.
/// 2021, "Evaluating large language models trained on code", eq. 1.
double pass_at_k(std::int64_t n, std::int64_t right, std::int64_t k);

/// The curve of a metric whose epochs are right or wrong, for k = 1 up to the fewest epochs of a sample; nullopt where
/// it is none, or there is only one epoch. `seed`: of the intervals where they are resampled.
std::optional<SweepReport::BestOf> best_of_k(const TaskScores& task, const MetricScores& scores, std::uint64_t seed);

}  // namespace assay::run
