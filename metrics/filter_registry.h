#pragma once

#include <span>

#include "harness/core/filter.h"

namespace assay::metrics::filters {

/// Every definition of the folder metrics/filter/builtin, by file name; the build generates the list.
std::span<const FilterDef* const> all_filters();

}  // namespace assay::metrics::filters
