#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

#include "backends/local/weights/safetensors.h"
#include "harness/core/error.h"

/// Any bytes are a safetensors file whose tensors cover its data, or an Error.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace assay::local;
  try {
    unsigned sum = 0;
    for (const TensorView& tensor : parse_safetensors(std::as_bytes(std::span(data, size)), "fuzz.safetensors")) {
      if (tensor.num_values() < 0 ||
          static_cast<std::size_t>(tensor.num_values()) * block_bytes(tensor.dtype) != tensor.data.size())
        std::abort();
      for (const std::byte byte : tensor.data) sum += static_cast<unsigned>(byte);
    }
    volatile unsigned keep = sum;  // the reads above must happen, for the address sanitiser to see them
    static_cast<void>(keep);
  } catch (const assay::Error&) {
  }
  return 0;
}
