// The kernels without any instruction set in particular: plain C++ on four floats at a time, which every compiler turns
// into what its baseline has. No fused multiply-add (in software it is slow), so this table is its own reference.
#include <cstdint>

#include "backends/local/kernels/kernels.h"

#if defined(__clang__)
#pragma clang diagnostic ignored "-Wunknown-pragmas"
#endif

namespace assay::local::scalar {

using Floats __attribute__((vector_size(16))) = float;
using LooseFloats __attribute__((vector_size(16), aligned(4), may_alias)) = float;
using Ints __attribute__((vector_size(16))) = std::int32_t;
using Doubles __attribute__((vector_size(16))) = double;

/// What a kernel needs of an instruction set.
struct Vec {
  using F = Floats;   // kWidth floats
  using D = Doubles;  // kWideWidth doubles
  static constexpr int kWidth = 4;
  static constexpr int kWideWidth = 2;
  static constexpr int kTileRows = 4;  // a register tile of gemm: rows, and registers of outputs
  static constexpr int kTileVecs = 2;
  static constexpr int kFusedRows = 1;      // rows up to which weights are decoded in registers: 1, 2 or 4
  static constexpr int kFusedVecs = 2;      // then: registers of outputs
  static constexpr int kAttentionRows = 4;  // at most local::kAttentionRows
  static constexpr int kValueVecs = 2;

  static inline F zero() { return F{}; }
  static inline F set1(float v) { return F{v, v, v, v}; }
  static inline F load(const float* p) { return *reinterpret_cast<const LooseFloats*>(p); }
  static inline void store(float* p, F v) { *reinterpret_cast<LooseFloats*>(p) = v; }
  // The first n < kWidth lanes; the others are 0 or left alone, and their memory is not touched.
  static inline F load_n(const float* p, std::int64_t n) {
    F v{};
    for (int i = 0; i < kWidth; ++i) v[i] = i < n ? p[i] : 0.0f;
    return v;
  }
  static inline void store_n(float* p, std::int64_t n, F v) {
    for (int i = 0; i < kWidth; ++i) {
      if (i < n) p[i] = v[i];
    }
  }
  static inline F add(F a, F b) { return a + b; }
  static inline F sub(F a, F b) { return a - b; }
  static inline F mul(F a, F b) { return a * b; }
  static inline F div(F a, F b) { return a / b; }
  static inline F fma(F a, F b, F c) { return a * b + c; }
  // b where either is not a number.
  static inline F max(F a, F b) { return a > b ? a : b; }
  static inline F min(F a, F b) { return a < b ? a : b; }
  static inline F negate(F a) { return -a; }
  // To the nearest whole number, |a| < 2^22: above 1.5 * 2^23 a float has no fraction.
  static inline F round(F a) { return (a + 12582912.0f) - 12582912.0f; }
  // a * 2^n for whole n, -151 < n < 129, in two factors so that subnormal results and infinity come out right.
  static inline F power(Ints n) { return reinterpret_cast<F>((n + 127) << 23); }
  static inline F scale_by_power(F a, F n) {
    const Ints whole = __builtin_convertvector(n, Ints), half = whole >> 1;
    return a * power(half) * power(whole - half);
  }
  static inline F swap_pairs(F a) { return F{a[1], a[0], a[3], a[2]}; }

  static inline F load_bf16(const std::uint16_t* p) { return reinterpret_cast<F>(Ints{p[0], p[1], p[2], p[3]} << 16); }
  // The exponent and fraction where a float has them, with the exponent's bias put right by a multiplication (exact,
  // and it makes subnormals normal); infinity and NaN get the float's largest exponent.
  static inline F load_f16(const std::uint16_t* p) {
    const Ints half = Ints{p[0], p[1], p[2], p[3]};
    const Ints magnitude = (half & 0x7fff) << 13;
    const Ints scaled = reinterpret_cast<Ints>(reinterpret_cast<F>(magnitude) * 0x1p112f);
    const Ints special = magnitude | 0x7f800000;
    const Ints value = magnitude >= 0x0f800000 ? special : scaled;
    return reinterpret_cast<F>(value | ((half & 0x8000) << 16));
  }
  static inline F load_i8(const std::int8_t* p) { return __builtin_convertvector((Ints{p[0], p[1], p[2], p[3]}), F); }
  // Two successive values of each lane: the low and the high nibbles.
  static inline void load_u4(const std::uint8_t* p, F& low, F& high) {
    const Ints bytes = Ints{p[0], p[1], p[2], p[3]};
    low = __builtin_convertvector(bytes & 15, F);
    high = __builtin_convertvector(bytes >> 4, F);
  }

  static inline D wide_zero() { return D{}; }
  static inline D wide_add(D a, D b) { return a + b; }
  static inline D wide_mul(D a, D b) { return a * b; }
  static inline void wide_store(double* p, D v) {
    p[0] = v[0];
    p[1] = v[1];
  }
  static inline void widen(F v, D* out) {
    out[0] = D{v[0], v[1]};
    out[1] = D{v[2], v[3]};
  }
};

#include "backends/local/kernels/generic/attention.inc"
#include "backends/local/kernels/generic/elementwise.inc"
#include "backends/local/kernels/generic/gemm.inc"
#include "backends/local/kernels/generic/norm.inc"
#include "backends/local/kernels/generic/rope.inc"
#include "backends/local/kernels/generic/softmax.inc"
#include "backends/local/kernels/generic/vector_math.inc"
#include "backends/local/kernels/generic/weights.inc"

extern const KernelTable kTable;
const KernelTable kTable = {"scalar", gemm, rms_norm, rope, attention, silu_mul, add, log_sum_exp};

}  // namespace assay::local::scalar
