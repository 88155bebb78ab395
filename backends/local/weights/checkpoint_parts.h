#pragma once

#include <string_view>
#include <vector>

#include "backends/local/tensor.h"
#include "backends/local/weights/mapped_file.h"
#include "harness/core/value.h"

namespace assay::local {

/// What the reader of a format hands to the weight source: the mapped files and views into them.
struct CheckpointParts {
  std::string_view format;        ///< "gguf" or "safetensors"
  std::vector<MappedFile> files;  ///< all that was read, each of which is part of the fingerprint
  std::vector<TensorView> tensors;
  Value metadata;
};

}  // namespace assay::local
