#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "datasets/samples.h"
#include "harness/run/checks/checks.h"

namespace assay::run {

/// What the checks found in a task.
struct CheckedTask {
  std::vector<Finding> findings;
  std::vector<Sample> first;  ///< the first samples, as many as were asked for
};

/// Reads every row of an opened task, makes every prompt, and runs all checks: those of the model for each of `models`. A
/// row that cannot be read is a finding, and the next one is looked at. Memory does not grow with the rows, but for their
/// ids and the few-shot pool. Throws: Error where the data as a whole can no longer be read.
CheckedTask check_task(const OpenTask& task, const datasets::LoadOptions& load, std::span<const ModelView> models,
                       std::size_t num_first);

}  // namespace assay::run
