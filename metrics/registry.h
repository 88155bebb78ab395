#pragma once

#include <span>

#include "harness/core/metric.h"

namespace assay::metrics::builtin {

/// Every definition of the folder metrics/builtin, by file name; the build generates the list.
std::span<const MetricDef* const> all_metrics();

}  // namespace assay::metrics::builtin
