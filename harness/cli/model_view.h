#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "harness/core/options.h"
#include "harness/run/checks/checks.h"

namespace assay::cli {

/// What checks ask of the model at `path` (a folder or a file), from its tokenizer and configuration; no weights are read.
/// `add_bos` and `context_length` override the model's own. Throws: Error(kRuntime) where it has no tokenizer, or one that
/// cannot be read.
run::ModelView open_model_view(const std::string& path, const std::string& name, std::optional<bool> add_bos = std::nullopt,
                               std::optional<std::int64_t> context_length = std::nullopt);

}  // namespace assay::cli
