#include "backends/local/weights/hf_folder.h"

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <unordered_map>
#include <utility>

#include "backends/local/weights/safetensors.h"
#include "backends/local/weights/weight_error.h"
#include "harness/core/error.h"
#include "harness/core/json.h"

namespace assay::local {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxJsonBytes = 100'000'000;

bool is_there(const fs::path& path) {
  std::error_code ignored;
  // A dangling link counts: it was meant to be there, and opening it says what is wrong.
  return fs::symlink_status(path, ignored).type() != fs::file_type::not_found;
}

/// The JSON object in a file; broken JSON in a checkpoint is a broken checkpoint, not a broken dataset.
Value parse_json_object(const MappedFile& file) {
  if (file.size_bytes() > kMaxJsonBytes) {
    refuse(file.path(), fmt::format("has {} bytes, expected at most {}", file.size_bytes(), kMaxJsonBytes));
  }
  Value value;
  try {
    value = json::parse(file.text(), file.path());
  } catch (const Error& error) {
    throw Error(ErrorKind::kRuntime, error.message());
  }
  if (!value.is_object()) refuse(file.path(), fmt::format("holds a {}, expected an object", kind_name(value)));
  return value;
}

void add_config(const fs::path& folder, CheckpointParts& parts) {
  parts.metadata = Value::object();
  const fs::path path = folder / "config.json";
  if (!is_there(path)) return;
  MappedFile file(path.string());
  parts.metadata = parse_json_object(file);
  parts.files.push_back(std::move(file));
}

void add_tensors(const std::string& path, CheckpointParts& parts) {
  MappedFile file(path);
  std::vector<TensorView> tensors = parse_safetensors(file.bytes(), path);
  std::move(tensors.begin(), tensors.end(), std::back_inserter(parts.tensors));
  parts.files.push_back(std::move(file));
}

/// A name that cannot leave the folder. What a link by that name points to is its owner's business: HuggingFace's cache
/// keeps the content elsewhere.
bool is_plain_name(const std::string& name) {
  return !name.empty() && name != "." && name != ".." &&
         name.find_first_of(std::string_view("/\\\0", 3)) == std::string::npos;
}

/// The file that the index names for each tensor.
std::map<std::string, std::string> read_weight_map(const MappedFile& index) {
  const Value content = parse_json_object(index);
  const Value* map = content.find("weight_map");
  if (map == nullptr || !map->is_object() || map->size() == 0) {
    refuse(index.path(), "has no 'weight_map' of tensor names to file names");
  }
  std::map<std::string, std::string> files;
  for (const Value::Member& member : map->as_object()) {
    if (!member.value.is_string()) {
      refuse(index.path(), fmt::format("tensor {}: its file is a {}, expected a file name", in_quotes(member.key),
                                       kind_name(member.value)));
    }
    const std::string& file = member.value.as_string();
    if (!is_plain_name(file)) {
      refuse(index.path(),
             fmt::format("tensor {}: its file is {}, expected the plain name of a file in the same folder",
                         in_quotes(member.key), in_quotes(file)));
    }
    files[member.key] = file;
  }
  return files;
}

void add_shards(const fs::path& folder, MappedFile index, CheckpointParts& parts) {
  const std::map<std::string, std::string> weight_map = read_weight_map(index);
  std::vector<std::string> shards;
  for (const auto& [tensor, file] : weight_map) shards.push_back(file);
  std::sort(shards.begin(), shards.end());
  shards.erase(std::unique(shards.begin(), shards.end()), shards.end());

  std::unordered_map<std::string, std::string> shard_of;
  for (const std::string& shard : shards) {
    const std::string path = (folder / shard).string();
    if (!is_there(path)) refuse(path, fmt::format("no such file, though {} lists it as a shard", index.path()));
    const std::size_t first = parts.tensors.size();
    add_tensors(path, parts);
    for (std::size_t i = first; i < parts.tensors.size(); ++i) {
      const auto [found, is_new] = shard_of.emplace(parts.tensors[i].name, shard);
      if (!is_new) {
        refuse(path, fmt::format("tensor {}: is also in {}, expected each tensor in one shard",
                                 in_quotes(parts.tensors[i].name), in_quotes(found->second)));
      }
    }
  }
  for (const auto& [tensor, file] : weight_map) {
    const auto found = shard_of.find(tensor);
    if (found == shard_of.end() || found->second != file) {
      refuse((folder / file).string(),
             fmt::format("tensor {}: is not in this shard, though {} lists it there", in_quotes(tensor), index.path()));
    }
  }
  parts.files.push_back(std::move(index));
}

}  // namespace

CheckpointParts open_hf_folder(const std::string& folder) {
  CheckpointParts parts;
  parts.format = "safetensors";
  const fs::path whole = fs::path(folder) / "model.safetensors";
  const fs::path index = fs::path(folder) / "model.safetensors.index.json";
  if (is_there(whole)) {
    add_tensors(whole.string(), parts);
  } else if (is_there(index)) {
    add_shards(folder, MappedFile(index.string()), parts);
  } else {
    const bool is_pickled =
        is_there(fs::path(folder) / "pytorch_model.bin") || is_there(fs::path(folder) / "pytorch_model.bin.index.json");
    refuse(folder,
           fmt::format("holds neither model.safetensors nor model.safetensors.index.json; {}",
                       is_pickled ? "it has pytorch_model.bin, which can run code and is not read: convert it to "
                                    "safetensors"
                                  : "expected a HuggingFace folder, or give a .gguf file by its own path"));
  }
  add_config(folder, parts);
  return parts;
}

CheckpointParts open_safetensors_file(const std::string& path) {
  CheckpointParts parts;
  parts.format = "safetensors";
  add_tensors(path, parts);
  add_config(fs::path(path).parent_path(), parts);
  return parts;
}

}  // namespace assay::local
