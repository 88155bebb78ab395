#include "backends/local/tokenizer_files.h"

#include <fmt/core.h>

#include <filesystem>

#include "harness/core/error.h"

namespace assay::local {
namespace {

namespace fs = std::filesystem;

std::optional<TokenizerBundle> load_from_folder(const fs::path& folder) {
  for (const std::string_view name : {"tokenizer.json", "vocab.json", "tokenizer.model", "tokenizer_config.json"})
    if (fs::exists(folder / name)) return load_hf_tokenizer(folder.string());
  return std::nullopt;
}

}  // namespace

std::optional<TokenizerBundle> load_tokenizer(const WeightSource& source, const std::string& path) {
  if (source.format() == "gguf") {
    if (source.metadata().find("tokenizer.ggml.model") == nullptr) return std::nullopt;
    return load_gguf_tokenizer(source.metadata(), path);
  }
  return load_from_folder(fs::is_directory(path) ? fs::path(path) : fs::path(path).parent_path());
}

TokenizerBundle load_tokenizer_of(const std::string& path) {
  std::error_code error;
  std::optional<TokenizerBundle> bundle;
  if (fs::is_directory(path, error)) bundle = load_from_folder(path);
  if (!bundle) bundle = load_tokenizer(*open_weights(path), path);
  if (!bundle) throw Error(ErrorKind::kRuntime, fmt::format("{}: the model has no tokenizer", path));
  return *std::move(bundle);
}

}  // namespace assay::local
