#pragma once

#include <span>

#include "harness/core/reader.h"

namespace assay::datasets::builtin {

/// Every definition of the folder datasets/reader/builtin, by file name; the build generates the list.
std::span<const ReaderDef* const> all_readers();

}  // namespace assay::datasets::builtin
