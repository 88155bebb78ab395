#pragma once

#include <cstdint>

namespace assay::local {

/// Outputs in one panel of a packed matrix, and positions in one block of keys and values.
inline constexpr std::int64_t kPanel = 32;
inline constexpr std::int64_t kKvBlock = 32;

/// How a packed matrix keeps its weights. Each stands for exactly the f32 matrix that the checkpoint's own format
/// decodes to.
enum class PackedKind : std::int32_t { kF32, kBf16, kF16, kQ8, kQ4 };

/// A weight matrix W [n, k] as the kernels read it, not owned. Panels of kPanel outputs; inside a panel k-major, so
/// that an output is a lane: weight (j, i) of panel p is element [p][i][j]. Outputs past n are zero. kF32, kBf16, kF16:
/// `weights` holds 4- or 2-byte numbers. kQ8: signed bytes. kQ4: two values (i, i+1) a byte, [p][i/2][j], the even one
/// in the low nibble, each 0..15. Quantised: weight = scale * quant + min with `scales` and `mins`
/// [p][k/group][kPanel]; mins may be null (then no sum).
struct PackedMatrix {
  PackedKind kind = PackedKind::kF32;
  std::int32_t group = 32;
  std::int64_t n = 0, k = 0;
  const void* weights = nullptr;
  const float* scales = nullptr;
  const float* mins = nullptr;

  std::int64_t num_panels() const { return (n + kPanel - 1) / kPanel; }
};

/// Causal attention of some queries of one sequence over its blocks of keys and values.
struct AttentionArgs {
  const float* q = nullptr;  ///< [num_queries, num_heads, head_dim], row stride q_stride
  std::int64_t q_stride = 0;
  float* out = nullptr;  ///< as q, row stride out_stride
  std::int64_t out_stride = 0;
  const float* const* key_blocks = nullptr;  ///< [ceil(len / kKvBlock)] pointers to [num_kv_heads, head_dim, kKvBlock]
  const float* const* value_blocks = nullptr;  ///< pointers to [num_kv_heads, kKvBlock, head_dim]
  std::int64_t num_queries = 0;
  std::int64_t first_position = 0;  ///< absolute position of query 0; query i sees keys 0..first_position + i
  std::int64_t num_heads = 0, num_kv_heads = 0, head_dim = 0;
  std::int64_t head_begin = 0, head_end = 0;  ///< the heads of this call
  float scale = 1.0f;
  float* scratch = nullptr;  ///< floats: attention_scratch(length of the longest row)
};

/// Rows (a query of a head) whose scores attention holds at once.
inline constexpr std::int64_t kAttentionRows = 8;

/// Floats of scratch for attention over `num_keys` keys.
constexpr std::int64_t attention_scratch(std::int64_t num_keys) {
  return kAttentionRows * ((num_keys + kKvBlock - 1) / kKvBlock * kKvBlock + 16);
}

/// The kernels of one instruction set. Every result element has one fixed order of operations that does not depend on
/// the number of rows, the range of panels or heads, or the thread: so splitting work over rows, panels and heads
/// changes no bit.
struct KernelTable {
  const char* name;  ///< "scalar", "avx2", "avx512"

  /// y = x W^T for panels [panel_begin, panel_end). Each output is one chain over k in rising order.
  /// Shapes: x [m, k] with row stride ldx; y [m, n] with row stride ldy, columns of other panels untouched.
  void (*gemm)(const float* x, std::int64_t ldx, std::int64_t m, const PackedMatrix& w, float* y, std::int64_t ldy,
               std::int64_t panel_begin, std::int64_t panel_end);
  /// y = x / sqrt(mean(x^2) + eps) * w, row by row. Shapes: x, y [rows, dim]; w [dim]. y may alias x.
  /// Source: Zhang & Sennrich 2019 (arXiv:1910.07467), eq. 4.
  void (*rms_norm)(const float* x, const float* w, float* y, std::int64_t rows, std::int64_t dim, float eps);
  /// Rotates pairs of each head in place. Shapes: x [num_heads, head_dim]; cos, sin [rotary_dim / 2] of this position.
  /// `interleaved`: pairs are (2i, 2i+1) (GGUF's llama layout), else (i, i + rotary_dim/2) (HuggingFace).
  void (*rope)(float* x, std::int64_t num_heads, std::int64_t head_dim, std::int64_t rotary_dim, const float* cos,
               const float* sin, bool interleaved);
  /// out = softmax(scale q k^T) v.
  void (*attention)(const AttentionArgs& args);
  /// gate = silu(gate) * up. Shapes: [n].
  void (*silu_mul)(float* gate, const float* up, std::int64_t n);
  /// x += y. Shapes: [n].
  void (*add)(float* x, const float* y, std::int64_t n);
  /// log(sum(exp(x))), with the sum in double precision. Shapes: x [n]; n > 0.
  double (*log_sum_exp)(const float* x, std::int64_t n);
};

}  // namespace assay::local
