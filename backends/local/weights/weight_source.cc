#include "backends/local/weights/weight_source.h"

#include <fmt/core.h>

#include <filesystem>
#include <mutex>
#include <unordered_map>
#include <utility>

#include "backends/local/weights/checkpoint_parts.h"
#include "backends/local/weights/gguf.h"
#include "backends/local/weights/hf_folder.h"
#include "backends/local/weights/weight_error.h"
#include "harness/core/error.h"
#include "harness/core/hash.h"

namespace assay::local {
namespace {

namespace fs = std::filesystem;

class MappedWeights final : public WeightSource {
 public:
  explicit MappedWeights(CheckpointParts parts) : parts_(std::move(parts)) {
    for (const MappedFile& file : parts_.files) files_.push_back(file.path());
    by_name_.reserve(parts_.tensors.size());
    for (const TensorView& tensor : parts_.tensors) by_name_.emplace(tensor.name, &tensor);
  }

  const TensorView* find(std::string_view name) const override {
    const auto found = by_name_.find(name);
    return found == by_name_.end() ? nullptr : found->second;
  }
  const std::vector<TensorView>& tensors() const override { return parts_.tensors; }
  const Value& metadata() const override { return parts_.metadata; }
  std::string_view format() const override { return parts_.format; }
  const std::vector<std::string>& files() const override { return files_; }

  const std::string& fingerprint() const override {
    std::call_once(fingerprint_once_, [this] {
      Sha256 hash;
      // Names without their folders: the same checkpoint elsewhere is the same checkpoint.
      for (const MappedFile& file : parts_.files)
        hash.field(fs::path(file.path()).filename().string()).field(file.text());
      fingerprint_ = hash.hex();
    });
    return fingerprint_;
  }

 private:
  CheckpointParts parts_;
  std::vector<std::string> files_;
  std::unordered_map<std::string_view, const TensorView*> by_name_;
  mutable std::once_flag fingerprint_once_;
  mutable std::string fingerprint_;
};

bool is_gguf(const MappedFile& file, const fs::path& path) {
  return path.extension() == ".gguf" || file.text().substr(0, 4) == "GGUF";
}

CheckpointParts open_parts(const std::string& path) {
  std::error_code ignored;
  if (fs::is_directory(path, ignored)) return open_hf_folder(path);
  if (fs::symlink_status(path, ignored).type() == fs::file_type::not_found)
    throw Error(ErrorKind::kConfig,  // a path that was written wrong, not a file that went bad
                fmt::format("{}: no such file or folder; expected a .gguf file, a .safetensors file or a HuggingFace folder", path));
  MappedFile file(path);
  if (is_gguf(file, path)) {
    GgufContent content = parse_gguf(file.bytes(), path);
    CheckpointParts parts{"gguf", {}, std::move(content.tensors), std::move(content.metadata)};
    parts.files.push_back(std::move(file));
    return parts;
  }
  if (fs::path(path).extension() == ".safetensors") return open_safetensors_file(path);
  refuse(path,
         "is no checkpoint that is known here; expected a .gguf file, a .safetensors file or a HuggingFace folder");
}

}  // namespace

std::unique_ptr<WeightSource> open_weights(const std::string& path) {
  return std::make_unique<MappedWeights>(open_parts(path));
}

}  // namespace assay::local
