#pragma once

#include "harness/core/comparison.h"
#include "harness/core/value.h"

namespace assay::reports {

/// A comparison as machine-readable reports give it: results, flips, gates, not_comparable and more. Undefined is null.
Value comparison_value(const Comparison& comparison);

}  // namespace assay::reports
