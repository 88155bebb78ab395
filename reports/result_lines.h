#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/core/report.h"
#include "reports/table.h"

namespace assay::reports {

/// A line of a run's table of results: a number of a task or group, or a group without one that stands over its members.
struct ResultLine {
  std::string model;
  std::string name;    ///< task or group; inside a group " - " before it, deeper the deeper it is, as lm-evaluation-harness does
  std::string metric;  ///< with "(lower is better)" where it is so; "" without a number
  std::optional<Estimate> estimate;
  double scale = 1.0;
  std::int64_t truncated = 0, refused = 0;  ///< of a group, those of the tasks in its number
};

/// Results in their order, each group in front of its members and those under it. A task in several groups stands in the
/// first of them. Without groups, the results as they are. Pure.
std::vector<ResultLine> result_lines(const RunFacts& facts, const std::vector<ResultRow>& results,
                                     const std::vector<GroupRow>& groups);

/// What must be said of groups' numbers: which tasks are not in one, and why one is undefined or has no interval. Pure.
std::vector<std::string> group_remarks(const std::vector<GroupRow>& groups);

}  // namespace assay::reports
