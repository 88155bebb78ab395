#pragma once

#include <optional>
#include <string>

#include "backends/local/tokenizer/tokenizer.h"
#include "backends/local/weights/weight_source.h"

namespace assay::local {

/// The tokenizer that goes with open weights at `path`; nullopt where there is none.
/// Throws: Error(kRuntime) for one that cannot be read.
std::optional<TokenizerBundle> load_tokenizer(const WeightSource& source, const std::string& path);

/// The tokenizer of a model (a folder, one of its files, or a GGUF file) without its weights: a folder needs none.
/// Throws: Error(kRuntime) where there is none, or it cannot be read.
TokenizerBundle load_tokenizer_of(const std::string& path);

}  // namespace assay::local
