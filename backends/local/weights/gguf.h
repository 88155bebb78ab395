#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "backends/local/tensor.h"
#include "harness/core/value.h"

namespace assay::local {

/// What a GGUF file holds: its key-value pairs and its tensors in the file's order, as views into the given bytes.
struct GgufContent {
  Value metadata;  ///< an object with dotted keys; numbers keep their value, whatever width they had
  std::vector<TensorView> tensors;
};

/// Reads a little-endian GGUF file of version 2 or 3 that is in memory. Extents are reversed, so that a shape has the
/// outermost first. `file` is the name for messages.
/// Throws: Error(kRuntime) that names file, key or tensor, the offending value and what was expected.
/// Source: ggml's docs/gguf.md, version 3.
GgufContent parse_gguf(std::span<const std::byte> bytes, std::string_view file);

}  // namespace assay::local
