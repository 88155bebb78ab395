#include "backends/local/tensor.h"

#include <fmt/core.h>
#include <sys/mman.h>

#include <cstdlib>

#include "harness/core/check.h"
#include "harness/core/error.h"

namespace assay::local {
namespace {

struct Format {
  std::string_view name;
  std::size_t values;
  std::size_t bytes;
};

// Block sizes: ggml's block structures (ggml-common.h), as written in GGUF files.
Format format_of(DType dtype) {
  switch (dtype) {
    case DType::kF32: return {"F32", 1, 4};
    case DType::kF16: return {"F16", 1, 2};
    case DType::kBf16: return {"BF16", 1, 2};
    case DType::kQ4_0: return {"Q4_0", 32, 18};
    case DType::kQ4_1: return {"Q4_1", 32, 20};
    case DType::kQ5_0: return {"Q5_0", 32, 22};
    case DType::kQ5_1: return {"Q5_1", 32, 24};
    case DType::kQ8_0: return {"Q8_0", 32, 34};
    case DType::kQ4_K: return {"Q4_K", 256, 144};
    case DType::kQ5_K: return {"Q5_K", 256, 176};
    case DType::kQ6_K: return {"Q6_K", 256, 210};
    case DType::kI8: return {"I8", 1, 1};
    case DType::kI16: return {"I16", 1, 2};
    case DType::kI32: return {"I32", 1, 4};
    case DType::kI64: return {"I64", 1, 8};
    case DType::kU8: return {"U8", 1, 1};
    case DType::kBool: return {"BOOL", 1, 1};
    case DType::kF64: return {"F64", 1, 8};
  }
  ASSAY_CHECK(false);
  return {};
}

}  // namespace

std::string_view name_of(DType dtype) { return format_of(dtype).name; }
std::size_t block_values(DType dtype) { return format_of(dtype).values; }
std::size_t block_bytes(DType dtype) { return format_of(dtype).bytes; }

std::int64_t TensorView::num_values() const {
  std::int64_t count = 1;
  for (std::int64_t extent : shape) count *= extent;
  return count;
}

AlignedBuffer::AlignedBuffer(std::size_t bytes) : bytes_(bytes) {
  constexpr std::size_t kHugePage = std::size_t{2} << 20;
  const std::size_t alignment = bytes >= kHugePage ? kHugePage : 64;
  const std::size_t rounded = (bytes + alignment - 1) / alignment * alignment;
  data_.reset(static_cast<std::byte*>(std::aligned_alloc(alignment, rounded == 0 ? alignment : rounded)));
  if (!data_) throw Error(ErrorKind::kRuntime, fmt::format("out of memory: {} MiB asked for", bytes >> 20));
  if (bytes >= kHugePage) madvise(data_.get(), rounded, MADV_HUGEPAGE);
}

void AlignedBuffer::Free::operator()(std::byte* p) const { std::free(p); }

}  // namespace assay::local
