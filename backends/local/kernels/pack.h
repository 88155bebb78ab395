#pragma once

#include <cstdint>

#include "backends/local/kernels/kernels.h"
#include "backends/local/kernels/parallel.h"
#include "backends/local/tensor.h"

namespace assay::local {

/// A weight matrix in the layout of the kernels, with its memory.
class PackedWeights {
 public:
  PackedWeights() = default;
  /// Room for a matrix, not filled. Requires: quantised kinds have k a multiple of group, and an even group for kQ4.
  PackedWeights(PackedKind kind, std::int64_t n, std::int64_t k, std::int32_t group, bool with_mins);

  /// The matrix, valid as long as this object (moving it keeps the memory).
  PackedMatrix view() const;
  std::size_t size_bytes() const { return weights_.size_bytes() + scales_.size_bytes() + mins_.size_bytes(); }

  void* weights() { return weights_.as<std::byte>(); }
  float* scales() { return scales_.as<float>(); }
  float* mins() { return with_mins_ ? mins_.as<float>() : nullptr; }

 private:
  PackedKind kind_ = PackedKind::kF32;
  std::int64_t n_ = 0, k_ = 0;
  std::int32_t group_ = 32;
  bool with_mins_ = false;
  AlignedBuffer weights_, scales_, mins_;
};

/// Packs f32 weights. Shapes: w [n, k] row-major.
PackedWeights pack_f32(const float* w, std::int64_t n, std::int64_t k, ThreadPool& pool);

/// Packs 16-bit weights as they are. Shapes: w [n, k] row-major. Requires: kind is kBf16 or kF16.
PackedWeights pack_16(PackedKind kind, const std::uint16_t* w, std::int64_t n, std::int64_t k, ThreadPool& pool);

/// Packs quantised weights, weight = scale * quant + min (or scale * quant where `mins` is null).
/// Shapes: quants [n, k] row-major; scales, mins [n, k/group]. Requires: bits is 8, or 4 with quants 0..15 and an even
/// group; k is a multiple of group.
PackedWeights pack_quants(int bits, std::int32_t group, const std::int8_t* quants, const float* scales,
                          const float* mins, std::int64_t n, std::int64_t k, ThreadPool& pool);

}  // namespace assay::local
