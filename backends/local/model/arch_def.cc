#include "backends/local/model/arch_def.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <vector>

#include "harness/core/error.h"

namespace assay::local {
namespace {

bool contains(std::span<const std::string_view> list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

[[noreturn]] void unknown(const WeightSource& source, std::string_view key, std::string_view value) {
  std::vector<std::string> names;
  for (const ArchDef* arch : all_archs()) names.emplace_back(arch->name);
  throw Error(ErrorKind::kRuntime, fmt::format("{}: {} is '{}', an architecture that is not known; known: {}",
                                               metadata_file(source), key, value, fmt::join(names, ", ")));
}

std::string required_text(const WeightSource& source, std::string_view key) {
  const Value* value = source.metadata().find(key);
  if (value == nullptr || !value->is_string())
    throw Error(ErrorKind::kRuntime,
                fmt::format("{}: {} is {}; expected the name of an architecture", metadata_file(source), key,
                            value == nullptr ? "missing" : fmt::format("a {}", kind_name(*value))));
  return value->as_string();
}

const ArchDef& find_gguf_arch(const WeightSource& source) {
  const std::string written = required_text(source, "general.architecture");
  for (const ArchDef* arch : all_archs())
    if (arch->gguf_architecture == written) return *arch;
  unknown(source, "general.architecture", written);
}

const ArchDef& find_hf_arch(const WeightSource& source) {
  const std::string type = required_text(source, "model_type");
  const ArchDef* found = nullptr;
  for (const ArchDef* arch : all_archs())
    if (contains(arch->hf_model_types, type)) found = arch;
  if (found == nullptr) unknown(source, "model_type", type);
  // A checkpoint of the same type can end in another head: a classifier has no vocabulary to score.
  const Value* classes = source.metadata().find("architectures");
  if (classes != nullptr && classes->is_array() && classes->size() > 0) {
    const Value& first = classes->as_array().front();
    if (!first.is_string() || !contains(found->hf_architectures, first.as_string()))
      throw Error(ErrorKind::kRuntime,
                  fmt::format("{}: architectures is '{}', which is not supported for model_type '{}'; expected {}",
                              metadata_file(source), first.is_string() ? first.as_string() : kind_name(first), type,
                              fmt::join(found->hf_architectures, " or ")));
  }
  return *found;
}

}  // namespace

const ArchDef& find_arch(const WeightSource& source) {
  return source.format() == "gguf" ? find_gguf_arch(source) : find_hf_arch(source);
}

std::string tensor_name(std::string_view pattern, std::int64_t layer) {
  const std::size_t place = pattern.find("{}");
  if (place == std::string_view::npos) return std::string(pattern);
  return fmt::format("{}{}{}", pattern.substr(0, place), layer, pattern.substr(place + 2));
}

std::string metadata_file(const WeightSource& source) {
  for (const std::string& file : source.files())
    if (file.ends_with("config.json")) return file;
  if (source.format() == "gguf" || source.files().empty()) return source.files().empty() ? "" : source.files().front();
  const std::string& first = source.files().front();
  const std::size_t slash = first.rfind('/');
  return (slash == std::string::npos ? std::string() : first.substr(0, slash + 1)) + "config.json";
}

}  // namespace assay::local
