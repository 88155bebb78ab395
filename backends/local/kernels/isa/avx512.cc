// The kernels for AVX-512 (F, BW, VL, DQ). All includes come before the target region: nothing of theirs may be
// compiled with these instructions, or it could be linked into code that runs elsewhere.
#include "backends/local/kernels/kernels.h"

#if defined(__x86_64__)

#include <immintrin.h>

#include <cstdint>

#if defined(__clang__)
#pragma clang diagnostic ignored "-Wunknown-pragmas"
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx2,fma,f16c"))), \
                             apply_to = function)
#else
// GCC 12 takes the undefined operands inside its own intrinsics for a mistake (GCC bug 105593).
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC push_options
#pragma GCC target("avx512f,avx512bw,avx512vl,avx512dq,avx2,fma,f16c")
#endif

namespace assay::local::avx512 {

// Sixteen floats. See isa/scalar.cc for what each function means.
struct Vec {
  using F = __m512;
  using D = __m512d;
  static constexpr int kWidth = 16;
  static constexpr int kWideWidth = 8;
  static constexpr int kTileRows = 14;
  static constexpr int kTileVecs = 2;
  static constexpr int kFusedRows = 4;
  static constexpr int kFusedVecs = 2;
  static constexpr int kAttentionRows = 8;
  static constexpr int kValueVecs = 2;

  static inline F zero() { return _mm512_setzero_ps(); }
  static inline F set1(float v) { return _mm512_set1_ps(v); }
  static inline F load(const float* p) { return _mm512_loadu_ps(p); }
  static inline void store(float* p, F v) { _mm512_storeu_ps(p, v); }
  static inline __mmask16 first(std::int64_t n) { return static_cast<__mmask16>((1u << n) - 1u); }
  static inline F load_n(const float* p, std::int64_t n) { return _mm512_maskz_loadu_ps(first(n), p); }
  static inline void store_n(float* p, std::int64_t n, F v) { _mm512_mask_storeu_ps(p, first(n), v); }
  static inline F add(F a, F b) { return _mm512_add_ps(a, b); }
  static inline F sub(F a, F b) { return _mm512_sub_ps(a, b); }
  static inline F mul(F a, F b) { return _mm512_mul_ps(a, b); }
  static inline F div(F a, F b) { return _mm512_div_ps(a, b); }
  static inline F fma(F a, F b, F c) { return _mm512_fmadd_ps(a, b, c); }
  static inline F max(F a, F b) { return _mm512_max_ps(a, b); }
  static inline F min(F a, F b) { return _mm512_min_ps(a, b); }
  static inline F negate(F a) { return _mm512_xor_ps(a, _mm512_set1_ps(-0.0f)); }
  static inline F round(F a) { return _mm512_roundscale_ps(a, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC); }
  static inline F scale_by_power(F a, F n) { return _mm512_scalef_ps(a, n); }
  static inline F swap_pairs(F a) { return _mm512_permute_ps(a, 0xB1); }

  static inline F load_bf16(const std::uint16_t* p) {
    const __m512i wide = _mm512_cvtepu16_epi32(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p)));
    return _mm512_castsi512_ps(_mm512_slli_epi32(wide, 16));
  }
  static inline F load_f16(const std::uint16_t* p) {
    return _mm512_cvtph_ps(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p)));
  }
  static inline F load_i8(const std::int8_t* p) {
    return _mm512_cvtepi32_ps(_mm512_cvtepi8_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p))));
  }
  static inline void load_u4(const std::uint8_t* p, F& low, F& high) {
    const __m512i bytes = _mm512_cvtepu8_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p)));
    low = _mm512_cvtepi32_ps(_mm512_and_si512(bytes, _mm512_set1_epi32(15)));
    high = _mm512_cvtepi32_ps(_mm512_srli_epi32(bytes, 4));
  }

  static inline D wide_zero() { return _mm512_setzero_pd(); }
  static inline D wide_add(D a, D b) { return _mm512_add_pd(a, b); }
  static inline D wide_mul(D a, D b) { return _mm512_mul_pd(a, b); }
  static inline void wide_store(double* p, D v) { _mm512_storeu_pd(p, v); }
  static inline void widen(F v, D* out) {
    out[0] = _mm512_cvtps_pd(_mm512_castps512_ps256(v));
    out[1] = _mm512_cvtps_pd(_mm512_extractf32x8_ps(v, 1));
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
const KernelTable kTable = {"avx512", gemm, rms_norm, rope, attention, silu_mul, add, log_sum_exp};

}  // namespace assay::local::avx512

#if defined(__clang__)
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif

#endif  // __x86_64__
