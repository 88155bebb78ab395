#pragma once

#include <vector>

#include "harness/core/comparison.h"
#include "harness/core/report.h"

namespace assay::run {

/// What differs between two runs: models (weights, numerics), seed, sampling, tasks (version, data, examples, epochs), each
/// value of the configuration, program and commit. Values are given as a person reads them; "" where one side has none.
std::vector<SettingDifference> settings_that_differ(const RunFacts& base, const RunFacts& candidate);

}  // namespace assay::run
