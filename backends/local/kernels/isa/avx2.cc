// The kernels for AVX2 with FMA and F16C. All includes come before the target region: nothing of theirs may be compiled
// with these instructions, or it could be linked into code that runs elsewhere.
#include "backends/local/kernels/kernels.h"

#if defined(__x86_64__)

#include <immintrin.h>

#include <cstdint>

#if defined(__clang__)
#pragma clang diagnostic ignored "-Wunknown-pragmas"
#pragma clang attribute push(__attribute__((target("avx2,fma,f16c"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("avx2,fma,f16c")
#endif

namespace assay::local::avx2 {

// Eight floats. See isa/scalar.cc for what each function means.
struct Vec {
  using F = __m256;
  using D = __m256d;
  static constexpr int kWidth = 8;
  static constexpr int kWideWidth = 4;
  static constexpr int kTileRows = 6;
  static constexpr int kTileVecs = 2;
  static constexpr int kFusedRows = 2;
  static constexpr int kFusedVecs = 4;
  static constexpr int kAttentionRows = 6;
  static constexpr int kValueVecs = 2;

  static inline F zero() { return _mm256_setzero_ps(); }
  static inline F set1(float v) { return _mm256_set1_ps(v); }
  static inline F load(const float* p) { return _mm256_loadu_ps(p); }
  static inline void store(float* p, F v) { _mm256_storeu_ps(p, v); }
  static inline __m256i first(std::int64_t n) {
    const __m256i lane = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
    return _mm256_cmpgt_epi32(_mm256_set1_epi32(static_cast<int>(n)), lane);
  }
  static inline F load_n(const float* p, std::int64_t n) { return _mm256_maskload_ps(p, first(n)); }
  static inline void store_n(float* p, std::int64_t n, F v) { _mm256_maskstore_ps(p, first(n), v); }
  static inline F add(F a, F b) { return _mm256_add_ps(a, b); }
  static inline F sub(F a, F b) { return _mm256_sub_ps(a, b); }
  static inline F mul(F a, F b) { return _mm256_mul_ps(a, b); }
  static inline F div(F a, F b) { return _mm256_div_ps(a, b); }
  static inline F fma(F a, F b, F c) { return _mm256_fmadd_ps(a, b, c); }
  static inline F max(F a, F b) { return _mm256_max_ps(a, b); }
  static inline F min(F a, F b) { return _mm256_min_ps(a, b); }
  static inline F negate(F a) { return _mm256_xor_ps(a, _mm256_set1_ps(-0.0f)); }
  static inline F round(F a) { return _mm256_round_ps(a, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC); }
  static inline F power(__m256i n) {
    return _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_add_epi32(n, _mm256_set1_epi32(127)), 23));
  }
  static inline F scale_by_power(F a, F n) {
    const __m256i whole = _mm256_cvtps_epi32(n), half = _mm256_srai_epi32(whole, 1);
    return _mm256_mul_ps(_mm256_mul_ps(a, power(half)), power(_mm256_sub_epi32(whole, half)));
  }
  static inline F swap_pairs(F a) { return _mm256_permute_ps(a, 0xB1); }

  static inline F load_bf16(const std::uint16_t* p) {
    const __m256i wide = _mm256_cvtepu16_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p)));
    return _mm256_castsi256_ps(_mm256_slli_epi32(wide, 16));
  }
  static inline F load_f16(const std::uint16_t* p) {
    return _mm256_cvtph_ps(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p)));
  }
  static inline F load_i8(const std::int8_t* p) {
    return _mm256_cvtepi32_ps(_mm256_cvtepi8_epi32(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(p))));
  }
  static inline void load_u4(const std::uint8_t* p, F& low, F& high) {
    const __m256i bytes = _mm256_cvtepu8_epi32(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(p)));
    low = _mm256_cvtepi32_ps(_mm256_and_si256(bytes, _mm256_set1_epi32(15)));
    high = _mm256_cvtepi32_ps(_mm256_srli_epi32(bytes, 4));
  }

  static inline D wide_zero() { return _mm256_setzero_pd(); }
  static inline D wide_add(D a, D b) { return _mm256_add_pd(a, b); }
  static inline D wide_mul(D a, D b) { return _mm256_mul_pd(a, b); }
  static inline void wide_store(double* p, D v) { _mm256_storeu_pd(p, v); }
  static inline void widen(F v, D* out) {
    out[0] = _mm256_cvtps_pd(_mm256_castps256_ps128(v));
    out[1] = _mm256_cvtps_pd(_mm256_extractf128_ps(v, 1));
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
const KernelTable kTable = {"avx2", gemm, rms_norm, rope, attention, silu_mul, add, log_sum_exp};

}  // namespace assay::local::avx2

#if defined(__clang__)
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif

#endif  // __x86_64__
