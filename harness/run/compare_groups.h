#pragma once

#include <span>
#include <string>
#include <vector>

#include "harness/core/comparison.h"
#include "harness/run/compare.h"
#include "harness/run/paired.h"
#include "harness/run/score_set.h"

namespace assay::run {

/// A metric of a task whose pairs were compared, kept for the groups that the task is in.
struct TaskPairs {
  std::string task, metric;
  MetricPairs pairs;
  PairedResult result;
};

/// Compares the groups that two sides share, for one pair of models: the weighted mean of the paired differences of a
/// group's tasks, each over its pairs, with the error sqrt(sum w^2 se^2) for means, and by stratified randomisation and
/// bootstrap for values of a corpus. A group whose tasks or weights differ between the sides, or one of whose tasks could not
/// be compared, is named in `not_comparable`. Adds to results and not_comparable. Pure.
void compare_groups(const ScoreSet& base, const ScoreSet& candidate, const std::string& base_model,
                    const std::string& candidate_model, std::span<const TaskPairs> kept, const CompareOptions& options,
                    Comparison& out);

}  // namespace assay::run
