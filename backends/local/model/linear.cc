#include "backends/local/model/linear.h"

#include <cstring>

#include "backends/local/weights/weight_source.h"
#include "harness/core/check.h"

namespace assay::local {
namespace {

// The bytes of a tensor as numbers. A file gives no promise of alignment: where it is off, they are copied into `copy`.
template <class T>
const T* aligned_numbers(const TensorView& tensor, std::vector<T>& copy) {
  const void* bytes = tensor.data.data();
  if (reinterpret_cast<std::uintptr_t>(bytes) % alignof(T) == 0) return static_cast<const T*>(bytes);
  copy.resize(static_cast<std::size_t>(tensor.num_values()));
  std::memcpy(copy.data(), bytes, copy.size() * sizeof(T));
  return copy.data();
}

PackedWeights pack(const TensorView& tensor, ThreadPool& pool) {
  const std::int64_t n = tensor.shape[0], k = tensor.shape[1];
  switch (tensor.dtype) {
    case DType::kF32: {
      std::vector<float> copy;
      return pack_f32(aligned_numbers(tensor, copy), n, k, pool);
    }
    case DType::kF16:
    case DType::kBf16: {
      std::vector<std::uint16_t> copy;
      const PackedKind kind = tensor.dtype == DType::kF16 ? PackedKind::kF16 : PackedKind::kBf16;
      return pack_16(kind, aligned_numbers(tensor, copy), n, k, pool);
    }
    default: {
      const QuantParts parts = split_quants(tensor.dtype, tensor.data.data(), tensor.num_values());
      return pack_quants(parts.bits, parts.group, parts.quants.data(), parts.scales.data(),
                         parts.mins.empty() ? nullptr : parts.mins.data(), n, k, pool);
    }
  }
}

}  // namespace

Linear::Linear(const TensorView& weights, std::vector<float> bias, ThreadPool& pool)
    : weights_(pack(weights, pool)), bias_(std::move(bias)) {}

void Linear::apply(ThreadPool& pool, const KernelTable& table, const float* x, std::int64_t rows, float* y) const {
  const PackedMatrix w = weights_.view();
  parallel_gemm(pool, table, x, w.k, rows, w, y, w.n);
  if (bias_.empty()) return;
  pool.parallel_for(
      rows,
      [&](std::int64_t begin, std::int64_t end, int) {
        for (std::int64_t row = begin; row < end; ++row) table.add(y + row * w.n, bias_.data(), w.n);
      },
      16);
}

void EmbeddingTable::row(std::int32_t token, float* out) const {
  ASSAY_CHECK(token >= 0 && token < num_tokens());
  const std::int64_t width = tensor_->shape[1];
  const std::size_t row_bytes =
      static_cast<std::size_t>(width) / block_values(tensor_->dtype) * block_bytes(tensor_->dtype);
  dequantize(tensor_->dtype, tensor_->data.data() + static_cast<std::size_t>(token) * row_bytes, width, out);
}

}  // namespace assay::local
