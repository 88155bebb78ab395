#pragma once

#include <cmath>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <vector>

#include "backends/local/kernels/dispatch.h"
#include "backends/local/kernels/pack.h"

namespace assay::local::test {

/// Numbers of a plain linear congruential sequence in [-1, 1): quick and the same everywhere.
class Numbers {
 public:
  explicit Numbers(std::uint32_t seed) : state_(seed * 2654435761u + 12345u) {}
  std::uint32_t bits() {
    state_ = state_ * 1664525u + 1013904223u;
    return state_ >> 8;
  }
  float next() { return static_cast<float>(bits()) / 8388608.0f - 1.0f; }
  std::vector<float> vector(std::int64_t n) {
    std::vector<float> v(static_cast<std::size_t>(n));
    for (float& value : v) value = next();
    return v;
  }

 private:
  std::uint32_t state_;
};

/// One weight matrix as it is packed and as the f32 matrix [n, k] that it stands for.
struct Weights {
  PackedWeights packed;
  std::vector<float> decoded;
};

/// The kinds of weights that the tests go through; the quantised ones with and without minima.
enum class Kind { kF32, kBf16, kF16, kQ8, kQ8Mins, kQ4, kQ4Mins };
inline constexpr Kind kKinds[] = {Kind::kF32,    Kind::kBf16, Kind::kF16,   Kind::kQ8,
                                  Kind::kQ8Mins, Kind::kQ4,   Kind::kQ4Mins};

inline float float_of_bits(std::uint32_t bits) {
  float value;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

/// The value of a half-precision number, by its definition (IEEE 754-2019, 3.4).
inline float float_of_half(std::uint16_t half) {
  const int exponent = (half >> 10) & 31, fraction = half & 1023;
  const float sign = (half & 0x8000) != 0 ? -1.0f : 1.0f;
  if (exponent == 31) return fraction == 0 ? sign * INFINITY : NAN;
  if (exponent == 0) return sign * std::ldexp(static_cast<float>(fraction), -24);
  return sign * std::ldexp(static_cast<float>(1024 + fraction), exponent - 25);
}

/// Random weights of a kind. `fused`: the tables with fused multiply-add round scale * quant + min once, the scalar one
/// twice.
inline Weights make_weights(Kind kind, std::int64_t n, std::int64_t k, std::int32_t group, bool fused, ThreadPool& pool,
                            std::uint32_t seed) {
  Numbers numbers(seed);
  const auto count = static_cast<std::size_t>(n * k);
  Weights w;
  w.decoded.resize(count);
  if (kind == Kind::kF32) {
    w.decoded = numbers.vector(n * k);
    w.packed = pack_f32(w.decoded.data(), n, k, pool);
    return w;
  }
  if (kind == Kind::kBf16 || kind == Kind::kF16) {
    std::vector<std::uint16_t> stored(count);
    for (std::size_t i = 0; i < count; ++i) {
      const std::uint32_t bits = numbers.bits();
      if (kind == Kind::kBf16) {
        stored[i] = static_cast<std::uint16_t>((bits & 0x807f) | ((120 + (bits >> 16) % 8) << 7));
        w.decoded[i] = float_of_bits(static_cast<std::uint32_t>(stored[i]) << 16);
      } else {
        stored[i] = static_cast<std::uint16_t>((bits & 0x83ff) | (((bits >> 16) % 16) << 10));  // with subnormals
        w.decoded[i] = float_of_half(stored[i]);
      }
    }
    w.packed = pack_16(kind == Kind::kBf16 ? PackedKind::kBf16 : PackedKind::kF16, stored.data(), n, k, pool);
    return w;
  }
  const bool four = kind == Kind::kQ4 || kind == Kind::kQ4Mins;
  const bool mins = kind == Kind::kQ8Mins || kind == Kind::kQ4Mins;
  std::vector<std::int8_t> quants(count);
  for (auto& quant : quants) quant = static_cast<std::int8_t>(four ? numbers.bits() % 16 : numbers.bits() % 256);
  const std::vector<float> scale = numbers.vector(n * (k / group)), min = numbers.vector(n * (k / group));
  for (std::int64_t j = 0; j < n; ++j) {
    for (std::int64_t i = 0; i < k; ++i) {
      const auto g = static_cast<std::size_t>(j * (k / group) + i / group);
      const auto at = static_cast<std::size_t>(j * k + i);
      const auto quant = static_cast<float>(quants[at]);
      w.decoded[at] = !mins ? quant * scale[g] : fused ? std::fma(quant, scale[g], min[g]) : quant * scale[g] + min[g];
    }
  }
  w.packed = pack_quants(four ? 4 : 8, group, quants.data(), scale.data(), mins ? min.data() : nullptr, n, k, pool);
  return w;
}

inline bool is_fused(const KernelTable& table) { return std::string(table.name) != "scalar"; }

/// Whether two arrays agree bit for bit.
inline bool same_bits(std::span<const float> a, std::span<const float> b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0;
}

}  // namespace assay::local::test
