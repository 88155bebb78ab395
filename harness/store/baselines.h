#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/store/store.h"

namespace assay::store {

/// A run that has a name as the one to beat.
struct Baseline {
  std::string name, run, at;  ///< `at`: when it was named, ISO 8601, UTC
};

/// Names a run; gives the run that had the name before. Requires: `run` is a full id.
/// Throws: Error(kUsage) for a name that is empty or has white space or a colon in it.
std::optional<std::string> set_baseline(Store& store, const std::string& name, const std::string& run);

/// All of them, by name.
std::vector<Baseline> list_baselines(const Store& store);

/// The run of that name. Throws: Error(kUsage) that lists the names there are.
std::string baseline_run(const Store& store, const std::string& name);

}  // namespace assay::store
