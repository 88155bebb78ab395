#pragma once

#include <span>
#include <string_view>

#include "backends/local/kernels/cpu_features.h"
#include "backends/local/kernels/kernels.h"

namespace assay::local {

/// The kernel tables that this CPU can run, best first; the last is always "scalar".
std::span<const KernelTable* const> available_kernels();

/// The table that `features` and the forced name (empty: none) lead to: the best, or the one named.
/// Throws: Error(kConfig) where the name is unknown, not in this build or not for this CPU.
const KernelTable& choose_kernels(std::string_view forced, const CpuFeatures& features);

/// The table of this process, chosen at the first call: the best, or the one that the environment's ASSAY_KERNELS
/// names. Throws: as choose_kernels.
const KernelTable& kernels();

}  // namespace assay::local
