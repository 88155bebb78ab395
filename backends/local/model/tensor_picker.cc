#include "backends/local/model/tensor_picker.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "harness/core/error.h"

namespace assay::local {
namespace {

bool is_number_type(DType dtype) {
  switch (dtype) {
    case DType::kI8:
    case DType::kI16:
    case DType::kI32:
    case DType::kI64:
    case DType::kU8:
    case DType::kBool:
    case DType::kF64: return false;
    default: return true;
  }
}

std::string first_file(const WeightSource& source) {
  for (const std::string& file : source.files())
    if (file.ends_with(".gguf") || file.ends_with(".safetensors")) return file;
  return source.files().empty() ? std::string("checkpoint") : source.files().front();
}

}  // namespace

const TensorView* TensorPicker::maybe(const std::string& name, const std::vector<std::int64_t>& shape) {
  const TensorView* tensor = source_.find(name);
  if (tensor == nullptr) return nullptr;
  if (tensor->shape != shape)
    throw Error(ErrorKind::kRuntime,
                fmt::format("{}: tensor '{}' has the shape [{}]; expected [{}] from {}", first_file(source_), name,
                            fmt::join(tensor->shape, ", "), fmt::join(shape, ", "), config_file_));
  if (!is_number_type(tensor->dtype))
    throw Error(ErrorKind::kRuntime,
                fmt::format("{}: tensor '{}' is of type {}; expected floating or block-quantised numbers",
                            first_file(source_), name, name_of(tensor->dtype)));
  if (taken_.insert(name).second) num_values_ += tensor->num_values();
  return tensor;
}

const TensorView& TensorPicker::required(const std::string& name, const std::vector<std::int64_t>& shape) {
  const TensorView* tensor = maybe(name, shape);
  if (tensor == nullptr)
    throw Error(ErrorKind::kRuntime, fmt::format("{}: tensor '{}' is missing; expected one of shape [{}] from {}",
                                                 first_file(source_), name, fmt::join(shape, ", "), config_file_));
  return *tensor;
}

void TensorPicker::refuse_leftovers(std::span<const std::string_view> ignored_endings) const {
  for (const TensorView& tensor : source_.tensors()) {
    if (taken_.contains(tensor.name)) continue;
    if (std::any_of(ignored_endings.begin(), ignored_endings.end(),
                    [&](std::string_view ending) { return tensor.name.ends_with(ending); }))
      continue;
    throw Error(ErrorKind::kRuntime,
                fmt::format("{}: tensor '{}' has no place in the model that {} describes; expected no such tensor",
                            first_file(source_), tensor.name, config_file_));
  }
}

std::vector<float> to_floats(const TensorView& tensor) {
  std::vector<float> out(static_cast<std::size_t>(tensor.num_values()));
  dequantize(tensor.dtype, tensor.data.data(), tensor.num_values(), out.data());
  return out;
}

}  // namespace assay::local
