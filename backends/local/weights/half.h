#pragma once

#include <bit>
#include <cstdint>

namespace assay::local {

/// The value of an IEEE 754 binary16 number, exactly. A NaN keeps its sign and payload.
inline float half_to_float(std::uint16_t half) {
  const std::uint32_t sign = static_cast<std::uint32_t>(half & 0x8000) << 16;
  const std::uint32_t exponent = half & 0x7C00;
  const std::uint32_t magnitude = half & 0x7FFF;
  // Without an exponent the fraction counts in units of 2^-24: a normal float.
  const std::uint32_t tiny = std::bit_cast<std::uint32_t>(static_cast<float>(magnitude) * 0x1p-24f);
  // Else the exponent's bias goes from 15 to 127, or from 31 to 255 for infinities and NaNs.
  const std::uint32_t rebias = exponent == 0x7C00 ? 224u << 23 : 112u << 23;
  return std::bit_cast<float>(sign | (exponent == 0 ? tiny : (magnitude << 13) + rebias));
}

/// The value of a bfloat16 number, exactly: the upper half of a float.
inline float bfloat16_to_float(std::uint16_t bits) {
  return std::bit_cast<float>(static_cast<std::uint32_t>(bits) << 16);
}

}  // namespace assay::local
