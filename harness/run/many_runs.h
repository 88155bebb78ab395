#pragma once

#include <span>

#include "harness/core/many_runs.h"
#include "harness/run/compare.h"

namespace assay::run {

/// Compares every pair of sides, and ranks them on the first metric of each task by win rate and by the Bradley-Terry model
/// over samples. P-values are adjusted over all pairs. Fills pairs, ranking and not_comparable. Pure.
/// Requires: two sides or more.
ManyRuns compare_all(std::span<const ScoreSet* const> sides, const CompareOptions& options);

/// Compares each side with the best one before it, in their order: the first that is worse, and what each learned and forgot.
/// P-values are adjusted over all steps of all metrics. Fills series and not_comparable. Pure. Requires: two sides or more.
ManyRuns compare_series(std::span<const ScoreSet* const> sides, const CompareOptions& options);

}  // namespace assay::run
