#pragma once

#include <string>

#include "backends/local/weights/checkpoint_parts.h"

namespace assay::local {

/// Opens a HuggingFace folder: model.safetensors, else the shards that model.safetensors.index.json lists; config.json,
/// where there is one, becomes the metadata (else an empty object). Throws: Error(kRuntime) with file, tensor,
/// offending value and what was expected.
CheckpointParts open_hf_folder(const std::string& folder);

/// Opens one .safetensors file, with the config.json beside it as metadata where there is one.
/// Throws: Error(kRuntime), as above.
CheckpointParts open_safetensors_file(const std::string& path);

}  // namespace assay::local
