#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "harness/core/report.h"
#include "harness/core/value.h"
#include "reports/table.h"

namespace assay::reports {

/// How much a task's number depends on the way its questions are put: over its prompt variants, each counted once.
struct PromptSpread {
  std::string model, task, metric;
  std::size_t prompts = 0;  ///< that have a number
  double mean = 0.0, lowest = 0.0, highest = 0.0;
  double deviation = 0.0;   ///< standard deviation over the prompts, n - 1 beneath
  std::string worst, best;  ///< the variants of the lowest and the highest number
  double scale = 1.0;
};

/// One row for each model, task and metric that has numbers from two prompts or more, in the order of the results. A
/// variant's task is called "TASK[VARIANT]".
std::vector<PromptSpread> prompt_spreads(std::span<const ResultRow> results);

/// The same as a table, and as a list of objects for the JSON report.
Table prompt_table(std::span<const PromptSpread> spreads);
Value prompt_spreads_value(std::span<const PromptSpread> spreads);

}  // namespace assay::reports
