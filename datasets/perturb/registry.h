#pragma once

#include <span>

#include "datasets/perturb/perturbation.h"

namespace assay::datasets {

/// Every definition of the folder datasets/perturb/builtin, by file name; the build generates the list.
std::span<const PerturbationDef* const> all_perturbations();

}  // namespace assay::datasets
