#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "backends/local/tensor.h"

namespace assay::local {

/// Reads a safetensors file that is in memory: its tensors as views into the given bytes, in the order of their data.
/// `file` is the name for messages.
/// Throws: Error(kRuntime) that names file, tensor, the offending value and what was expected.
/// Source: the safetensors README, "Format".
std::vector<TensorView> parse_safetensors(std::span<const std::byte> bytes, std::string_view file);

}  // namespace assay::local
