#pragma once

#include <span>

#include "datasets/synthetic/synthetic.h"

namespace assay::datasets {

/// Every definition of the folder datasets/synthetic/builtin, by file name; the build generates the list.
std::span<const SyntheticDef* const> all_synthetic();

}  // namespace assay::datasets
