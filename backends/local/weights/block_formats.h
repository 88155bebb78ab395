#pragma once

#include <cstdint>

/// The byte layout of the block formats of GGUF files, and what a block stands for. d, m and dmin are binary16 numbers.
/// Source: ggml, ggml-common.h (layouts) and ggml-quants.c (meaning).
namespace assay::local {

/// value[j] = d * (q[j] - 8). q[j] is the low nibble of qs[j] for j < 16, else the high nibble of qs[j - 16].
struct BlockQ4_0 {
  std::uint16_t d;
  std::uint8_t qs[16];
};
static_assert(sizeof(BlockQ4_0) == 18);

/// value[j] = d * q[j] + m, with the nibbles of Q4_0.
struct BlockQ4_1 {
  std::uint16_t d;
  std::uint16_t m;
  std::uint8_t qs[16];
};
static_assert(sizeof(BlockQ4_1) == 20);

/// value[j] = d * (q[j] - 16). q[j] has the nibble of Q4_0 and as its fifth bit the bit j of qh (little-endian).
struct BlockQ5_0 {
  std::uint16_t d;
  std::uint8_t qh[4];
  std::uint8_t qs[16];
};
static_assert(sizeof(BlockQ5_0) == 22);

/// value[j] = d * q[j] + m, with the quants of Q5_0.
struct BlockQ5_1 {
  std::uint16_t d;
  std::uint16_t m;
  std::uint8_t qh[4];
  std::uint8_t qs[16];
};
static_assert(sizeof(BlockQ5_1) == 24);

/// value[j] = d * qs[j].
struct BlockQ8_0 {
  std::uint16_t d;
  std::int8_t qs[32];
};
static_assert(sizeof(BlockQ8_0) == 34);

/// Eight groups of 32: value = d * scale[g] * q - dmin * min[g], with scales and mins of 6 bits.
/// Quants: groups 2i and 2i + 1 are the low and the high nibbles of qs[32 i .. 32 i + 31].
/// Scales: for g < 4 scale = scales[g] & 63 and min = scales[g + 4] & 63; for g >= 4 their low four bits are the low
/// and the high nibble of scales[g + 4], their upper two bits are the top bits of scales[g - 4] and scales[g].
struct BlockQ4_K {
  std::uint16_t d;
  std::uint16_t dmin;
  std::uint8_t scales[12];
  std::uint8_t qs[128];
};
static_assert(sizeof(BlockQ4_K) == 144);

/// As Q4_K, with a fifth bit of value l of group g: bit g of qh[l].
struct BlockQ5_K {
  std::uint16_t d;
  std::uint16_t dmin;
  std::uint8_t scales[12];
  std::uint8_t qh[32];
  std::uint8_t qs[128];
};
static_assert(sizeof(BlockQ5_K) == 176);

/// Sixteen groups of 16: value = d * scales[g] * (q - 32). In each half of 128 values, with its 64 bytes of ql and 32
/// of qh, quarter t (values 32 t + l) has as low four bits the nibble t / 2 of ql[32 (t % 2) + l], as upper two the
/// bits 2 t of qh[l].
struct BlockQ6_K {
  std::uint8_t ql[128];
  std::uint8_t qh[64];
  std::int8_t scales[16];
  std::uint16_t d;
};
static_assert(sizeof(BlockQ6_K) == 210);

}  // namespace assay::local
