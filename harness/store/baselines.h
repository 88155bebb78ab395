#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/store/store.h"

namespace assay::store {

/// A run under a name of its own, for others to be compared with.
struct Baseline {
  std::string name;
  std::string run, run_name, status;  ///< status of the run, as in RunFacts
  std::string at;                     ///< when it was named: ISO 8601, UTC
};

/// Gives a run that name, and the id of the run that had it before, nullopt where none did. `run` is a full id.
/// Throws: Error(kUsage) for a name that is empty, longer than 100 bytes, or has a control character or white space.
std::optional<std::string> set_baseline(Store& store, const std::string& name, const std::string& run);

/// Every baseline, by name.
std::vector<Baseline> list_baselines(const Store& store);

/// The id of the run of that name. Throws: Error(kUsage) that lists the names and the nearest one.
std::string baseline_run(const Store& store, const std::string& name);

}  // namespace assay::store
