#pragma once

#include <span>

#include "harness/core/report.h"
#include "harness/core/value.h"

namespace assay::reports {

/// The whole run but its samples, as machine-readable reports give it: run, results, groups, ratings, usage. Undefined is null.
Value run_value(const RunView& run);

/// Outcomes of gates: rule, verdict, detail.
Value gates_value(std::span<const GateResult> gates);

}  // namespace assay::reports
