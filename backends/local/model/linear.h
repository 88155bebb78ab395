#pragma once

#include <cstdint>
#include <vector>

#include "backends/local/kernels/pack.h"
#include "backends/local/kernels/parallel.h"
#include "backends/local/tensor.h"

namespace assay::local {

/// A linear layer: y = x W^T + bias, with W packed for the kernels in the precision of its checkpoint.
class Linear {
 public:
  Linear() = default;
  /// Packs `weights` [outputs, inputs]. `bias` is empty or [outputs].
  Linear(const TensorView& weights, std::vector<float> bias, ThreadPool& pool);

  std::int64_t outputs() const { return weights_.view().n; }

  /// Shapes: x [rows, inputs], y [rows, outputs], both dense.
  void apply(ThreadPool& pool, const KernelTable& table, const float* x, std::int64_t rows, float* y) const;

 private:
  PackedWeights weights_;
  std::vector<float> bias_;
};

/// The rows of an embedding, decoded one at a time from the checkpoint's own format.
class EmbeddingTable {
 public:
  EmbeddingTable() = default;
  /// Requires: a matrix [tokens, width] that outlives this.
  explicit EmbeddingTable(const TensorView& tensor) : tensor_(&tensor) {}

  std::int64_t num_tokens() const { return tensor_->shape[0]; }
  /// Writes the row of a token. Shapes: out [width]. Requires: 0 <= token < num_tokens().
  void row(std::int32_t token, float* out) const;

 private:
  const TensorView* tensor_ = nullptr;
};

}  // namespace assay::local
