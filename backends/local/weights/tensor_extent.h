#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "backends/local/tensor.h"

namespace assay::local {

/// Bytes that a tensor of this shape takes, or nullopt where its values or bytes do not fit into 63 bits.
/// Requires: no extent is negative; the innermost is a multiple of the block.
std::optional<std::uint64_t> tensor_bytes(DType dtype, const std::vector<std::int64_t>& shape);

/// "[2, 3]", for messages.
std::string shape_text(const std::vector<std::int64_t>& shape);

}  // namespace assay::local
