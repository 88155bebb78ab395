#pragma once

#include <string>
#include <vector>

#include "harness/core/report.h"
#include "harness/store/store.h"

namespace assay::store {

/// Keeps how many few-shot examples were left out of a task's prompts; one that was kept before for that model and task is
/// replaced. Throws: Error(kRuntime).
void put_context_fit(Store& store, const std::string& run, const ContextFit& fit);

/// Those of a run, by model and task; none where an older program wrote the store.
std::vector<ContextFit> context_fits(Database& database, const std::string& run);

}  // namespace assay::store
