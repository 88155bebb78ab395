#pragma once

#include "harness/core/sweep_report.h"
#include "harness/core/value.h"

namespace assay::reports {

/// A sweep as machine-readable reports give it: sweep, settings, front, not_comparable (docs/sweep.md). Undefined is
/// null.
Value sweep_value(const SweepReport& sweep);

}  // namespace assay::reports
