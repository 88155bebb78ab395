#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <vector>

#include "backends/local/weights/gguf.h"
#include "backends/local/weights/weight_source.h"
#include "harness/core/error.h"

namespace {

bool is_floating(assay::local::DType dtype) {
  using assay::local::DType;
  switch (dtype) {
    case DType::kI8:
    case DType::kI16:
    case DType::kI32:
    case DType::kI64:
    case DType::kU8:
    case DType::kBool: return false;
    default: return true;
  }
}

}  // namespace

/// Any bytes are a GGUF file whose tensors can be dequantised, or an Error.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace assay::local;
  try {
    const GgufContent content = parse_gguf(std::as_bytes(std::span(data, size)), "fuzz.gguf");
    for (const TensorView& tensor : content.tensors) {
      const std::int64_t num_values = tensor.num_values();
      if (num_values < 1 ||
          static_cast<std::size_t>(num_values) / block_values(tensor.dtype) * block_bytes(tensor.dtype) !=
              tensor.data.size())
        std::abort();
      if (!is_floating(tensor.dtype)) continue;
      std::vector<float> values(static_cast<std::size_t>(num_values));
      dequantize(tensor.dtype, tensor.data.data(), num_values, values.data());
    }
  } catch (const assay::Error&) {
  }
  return 0;
}
