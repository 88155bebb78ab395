#include <algorithm>
#include <array>
#include <cstring>

#include "backends/local/weights/block_formats.h"
#include "backends/local/weights/half.h"
#include "backends/local/weights/weight_source.h"
#include "harness/core/check.h"

namespace assay::local {
namespace {

/// One block taken apart: value i = scales[i / kGroup] * quants[i], plus mins[i / kGroup] where kHasMin.
template <int kValues, int kGroup, bool kHasMin>
struct Parts {
  static constexpr int kNumValues = kValues;
  static constexpr int kGroupSize = kGroup;
  static constexpr bool kMin = kHasMin;
  std::array<std::int8_t, kValues> quants;
  std::array<float, kValues / kGroup> scales;
  std::array<float, kValues / kGroup> mins;
};

/// The quants of the 32-value formats: nibbles, then a fifth bit where there is `high`, less `zero`.
void unpack_nibbles(const std::uint8_t* qs, std::uint32_t high, int zero, std::int8_t* quants) {
  for (int j = 0; j < 16; ++j) {
    const int low_bit = static_cast<int>(high >> j & 1) << 4;
    const int high_bit = static_cast<int>(high >> (j + 16) & 1) << 4;
    quants[j] = static_cast<std::int8_t>(((qs[j] & 0xF) | low_bit) - zero);
    quants[j + 16] = static_cast<std::int8_t>(((qs[j] >> 4) | high_bit) - zero);
  }
}

std::uint32_t high_bits(const std::uint8_t* qh) {
  std::uint32_t bits;
  std::memcpy(&bits, qh, sizeof bits);
  return bits;
}

Parts<32, 32, false> unpack(const BlockQ4_0& block) {
  Parts<32, 32, false> parts;
  unpack_nibbles(block.qs, 0, 8, parts.quants.data());
  parts.scales[0] = half_to_float(block.d);
  return parts;
}

Parts<32, 32, true> unpack(const BlockQ4_1& block) {
  Parts<32, 32, true> parts;
  unpack_nibbles(block.qs, 0, 0, parts.quants.data());
  parts.scales[0] = half_to_float(block.d);
  parts.mins[0] = half_to_float(block.m);
  return parts;
}

Parts<32, 32, false> unpack(const BlockQ5_0& block) {
  Parts<32, 32, false> parts;
  unpack_nibbles(block.qs, high_bits(block.qh), 16, parts.quants.data());
  parts.scales[0] = half_to_float(block.d);
  return parts;
}

Parts<32, 32, true> unpack(const BlockQ5_1& block) {
  Parts<32, 32, true> parts;
  unpack_nibbles(block.qs, high_bits(block.qh), 0, parts.quants.data());
  parts.scales[0] = half_to_float(block.d);
  parts.mins[0] = half_to_float(block.m);
  return parts;
}

Parts<32, 32, false> unpack(const BlockQ8_0& block) {
  Parts<32, 32, false> parts;
  std::copy(std::begin(block.qs), std::end(block.qs), parts.quants.begin());
  parts.scales[0] = half_to_float(block.d);
  return parts;
}

/// Scales and mins of Q4_K and Q5_K. A product of an 11-bit d and a 6-bit scale is exact in a float.
template <class Block>
void unpack_k_scales(const Block& block, Parts<256, 32, true>& parts) {
  const float d = half_to_float(block.d);
  const float dmin = half_to_float(block.dmin);
  const std::uint8_t* packed = block.scales;
  for (int g = 0; g < 8; ++g) {
    int scale = 0;
    int min = 0;
    if (g < 4) {
      scale = packed[g] & 63;
      min = packed[g + 4] & 63;
    } else {
      scale = (packed[g + 4] & 0xF) | (packed[g - 4] >> 6) << 4;
      min = (packed[g + 4] >> 4) | (packed[g] >> 6) << 4;
    }
    parts.scales[static_cast<std::size_t>(g)] = d * static_cast<float>(scale);
    parts.mins[static_cast<std::size_t>(g)] = -(dmin * static_cast<float>(min));
  }
}

/// The quants of Q4_K, and of Q5_K where there is `qh`.
void unpack_k_quants(const std::uint8_t* qs, const std::uint8_t* qh, std::int8_t* quants) {
  for (int g = 0; g < 8; ++g) {
    for (int l = 0; l < 32; ++l) {
      const int nibble = qs[g / 2 * 32 + l] >> (g % 2 * 4) & 0xF;
      const int fifth = qh == nullptr ? 0 : (qh[l] >> g & 1) << 4;
      quants[g * 32 + l] = static_cast<std::int8_t>(nibble | fifth);
    }
  }
}

Parts<256, 32, true> unpack(const BlockQ4_K& block) {
  Parts<256, 32, true> parts;
  unpack_k_scales(block, parts);
  unpack_k_quants(block.qs, nullptr, parts.quants.data());
  return parts;
}

Parts<256, 32, true> unpack(const BlockQ5_K& block) {
  Parts<256, 32, true> parts;
  unpack_k_scales(block, parts);
  unpack_k_quants(block.qs, block.qh, parts.quants.data());
  return parts;
}

Parts<256, 16, false> unpack(const BlockQ6_K& block) {
  Parts<256, 16, false> parts;
  for (int half = 0; half < 2; ++half) {
    const std::uint8_t* ql = block.ql + half * 64;
    const std::uint8_t* qh = block.qh + half * 32;
    std::int8_t* quants = parts.quants.data() + half * 128;
    for (int t = 0; t < 4; ++t) {
      for (int l = 0; l < 32; ++l) {
        const int low = ql[t % 2 * 32 + l] >> (t / 2 * 4) & 0xF;
        const int upper = (qh[l] >> (t * 2) & 3) << 4;
        quants[t * 32 + l] = static_cast<std::int8_t>((low | upper) - 32);
      }
    }
  }
  const float d = half_to_float(block.d);
  for (std::size_t g = 0; g < 16; ++g) parts.scales[g] = d * static_cast<float>(block.scales[g]);
  return parts;
}

template <class Block>
Block load_block(const std::byte* data) {
  Block block;  // a copy: the formats' sizes leave blocks unaligned
  std::memcpy(&block, data, sizeof block);
  return block;
}

// With a min, scale * quant is exact (at most 17 + 5 bits), so the sum is rounded once, as with an FMA.
template <class Block>
void dequantize_blocks(const std::byte* blocks, std::int64_t num_blocks, float* out) {
  using P = decltype(unpack(Block{}));
  for (std::int64_t b = 0; b < num_blocks; ++b) {
    const P parts = unpack(load_block<Block>(blocks + b * static_cast<std::int64_t>(sizeof(Block))));
    for (int g = 0; g < P::kNumValues / P::kGroupSize; ++g) {
      const float scale = parts.scales[static_cast<std::size_t>(g)];
      const std::int8_t* quants = parts.quants.data() + g * P::kGroupSize;
      for (int i = 0; i < P::kGroupSize; ++i) {
        float value = scale * static_cast<float>(quants[i]);
        if constexpr (P::kMin) value += parts.mins[static_cast<std::size_t>(g)];
        *out++ = value;
      }
    }
  }
}

template <class Block>
QuantParts split_blocks(int bits, const std::byte* blocks, std::int64_t num_blocks) {
  using P = decltype(unpack(Block{}));
  QuantParts all;
  all.group = P::kGroupSize;
  all.bits = bits;
  const auto count = static_cast<std::size_t>(num_blocks);
  all.quants.reserve(count * P::kNumValues);
  all.scales.reserve(count * (P::kNumValues / P::kGroupSize));
  if constexpr (P::kMin) all.mins.reserve(all.scales.capacity());
  for (std::int64_t b = 0; b < num_blocks; ++b) {
    const P parts = unpack(load_block<Block>(blocks + b * static_cast<std::int64_t>(sizeof(Block))));
    all.quants.insert(all.quants.end(), parts.quants.begin(), parts.quants.end());
    all.scales.insert(all.scales.end(), parts.scales.begin(), parts.scales.end());
    if constexpr (P::kMin) all.mins.insert(all.mins.end(), parts.mins.begin(), parts.mins.end());
  }
  return all;
}

template <class Stored, class Convert>
void convert_values(const std::byte* data, std::int64_t num_values, float* out, Convert convert) {
  for (std::int64_t i = 0; i < num_values; ++i) {
    Stored stored;
    std::memcpy(&stored, data + i * static_cast<std::int64_t>(sizeof stored), sizeof stored);
    out[i] = convert(stored);
  }
}

std::int64_t count_blocks(DType dtype, std::int64_t num_values) {
  const auto values = static_cast<std::int64_t>(block_values(dtype));
  ASSAY_CHECK(num_values >= 0 && num_values % values == 0);
  return num_values / values;
}

}  // namespace

void dequantize(DType dtype, const std::byte* blocks, std::int64_t num_values, float* out) {
  const std::int64_t num_blocks = count_blocks(dtype, num_values);
  switch (dtype) {
    case DType::kF32: return convert_values<float>(blocks, num_values, out, [](float value) { return value; });
    case DType::kF64:
      return convert_values<double>(blocks, num_values, out, [](double value) { return static_cast<float>(value); });
    case DType::kF16: return convert_values<std::uint16_t>(blocks, num_values, out, half_to_float);
    case DType::kBf16: return convert_values<std::uint16_t>(blocks, num_values, out, bfloat16_to_float);
    case DType::kQ4_0: return dequantize_blocks<BlockQ4_0>(blocks, num_blocks, out);
    case DType::kQ4_1: return dequantize_blocks<BlockQ4_1>(blocks, num_blocks, out);
    case DType::kQ5_0: return dequantize_blocks<BlockQ5_0>(blocks, num_blocks, out);
    case DType::kQ5_1: return dequantize_blocks<BlockQ5_1>(blocks, num_blocks, out);
    case DType::kQ8_0: return dequantize_blocks<BlockQ8_0>(blocks, num_blocks, out);
    case DType::kQ4_K: return dequantize_blocks<BlockQ4_K>(blocks, num_blocks, out);
    case DType::kQ5_K: return dequantize_blocks<BlockQ5_K>(blocks, num_blocks, out);
    case DType::kQ6_K: return dequantize_blocks<BlockQ6_K>(blocks, num_blocks, out);
    case DType::kI8:
    case DType::kI16:
    case DType::kI32:
    case DType::kI64:
    case DType::kU8:
    case DType::kBool: break;
  }
  ASSAY_CHECK(!"dequantize needs a floating or block dtype");
}

QuantParts split_quants(DType dtype, const std::byte* blocks, std::int64_t num_values) {
  const std::int64_t num_blocks = count_blocks(dtype, num_values);
  switch (dtype) {
    case DType::kQ4_0: return split_blocks<BlockQ4_0>(8, blocks, num_blocks);  // quants in -8..7
    case DType::kQ4_1: return split_blocks<BlockQ4_1>(4, blocks, num_blocks);
    case DType::kQ5_0: return split_blocks<BlockQ5_0>(8, blocks, num_blocks);
    case DType::kQ5_1: return split_blocks<BlockQ5_1>(8, blocks, num_blocks);
    case DType::kQ8_0: return split_blocks<BlockQ8_0>(8, blocks, num_blocks);
    case DType::kQ4_K: return split_blocks<BlockQ4_K>(4, blocks, num_blocks);
    case DType::kQ5_K: return split_blocks<BlockQ5_K>(8, blocks, num_blocks);
    case DType::kQ6_K: return split_blocks<BlockQ6_K>(8, blocks, num_blocks);
    default: break;
  }
  ASSAY_CHECK(!"split_quants needs a block-quantised dtype");
  return {};
}

}  // namespace assay::local
