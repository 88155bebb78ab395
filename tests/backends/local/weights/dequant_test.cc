#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

#include "backends/local/weights/half.h"
#include "backends/local/weights/weight_source.h"
#include "harness/core/json.h"
#include "harness/core/random.h"
#include "tests/support/shared.h"

namespace assay::local {
namespace {

constexpr DType kBlockTypes[] = {DType::kQ4_0, DType::kQ4_1, DType::kQ5_0, DType::kQ5_1,
                                 DType::kQ8_0, DType::kQ4_K, DType::kQ5_K, DType::kQ6_K};

DType block_type(const std::string& name) {
  for (const DType dtype : kBlockTypes) {
    if (name_of(dtype) == name) return dtype;
  }
  throw std::runtime_error("no block format " + name);
}

std::string from_hex(const std::string& hex) {
  std::string bytes;
  for (std::size_t i = 0; i < hex.size(); i += 2) bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  return bytes;
}

const std::byte* bytes(const std::string& text) { return reinterpret_cast<const std::byte*>(text.data()); }

std::vector<std::uint32_t> bits_of(const std::vector<float>& values) {
  std::vector<std::uint32_t> bits;
  for (const float value : values) bits.push_back(std::bit_cast<std::uint32_t>(value));
  return bits;
}

/// The values by the definition of QuantParts: the exact scale * quant + min, rounded once.
std::vector<float> recombine(const QuantParts& parts) {
  std::vector<float> values;
  for (std::size_t i = 0; i < parts.quants.size(); ++i) {
    const std::size_t g = i / static_cast<std::size_t>(parts.group);
    const auto quant = static_cast<float>(parts.quants[i]);
    values.push_back(parts.mins.empty() ? parts.scales[g] * quant : std::fma(parts.scales[g], quant, parts.mins[g]));
  }
  return values;
}

TEST(Dequant, BlocksGiveTheReferencesFloatsBitForBit) {
  const Value golden = json::parse(test::read_file(test::test_data("golden/weights/dequant.json")), "dequant.json");
  int cases = 0;
  for (const Value& entry : golden.find("cases")->as_array()) {
    const DType dtype = block_type(entry.find("format")->as_string());
    const std::string blocks = from_hex(entry.find("blocks")->as_string());
    const std::string expected_bytes = from_hex(entry.find("values")->as_string());
    std::vector<float> expected(expected_bytes.size() / sizeof(float));
    std::memcpy(expected.data(), expected_bytes.data(), expected_bytes.size());
    ASSERT_EQ(expected.size(), blocks.size() / block_bytes(dtype) * block_values(dtype));

    std::vector<float> values(expected.size());
    dequantize(dtype, bytes(blocks), static_cast<std::int64_t>(values.size()), values.data());
    EXPECT_EQ(bits_of(values), bits_of(expected)) << name_of(dtype);
    const QuantParts parts = split_quants(dtype, bytes(blocks), static_cast<std::int64_t>(values.size()));
    EXPECT_EQ(bits_of(recombine(parts)), bits_of(expected)) << name_of(dtype);
    ++cases;
  }
  EXPECT_EQ(cases, 13);
}

TEST(Dequant, SplitPartsRecombineBitForBitForRandomBlocks) {
  RandomStream random(stream_seed(1, "split", "blocks", 0));
  for (const DType dtype : kBlockTypes) {
    const std::size_t num_blocks = 8192 / block_values(dtype);
    std::string blocks;
    while (blocks.size() < num_blocks * block_bytes(dtype)) blocks += static_cast<char>(random.below(256));
    // Any bytes may be halves here: clearing bit 6 of the odd ones keeps every exponent below that of infinity.
    const std::size_t half_at = dtype == DType::kQ6_K ? 208 : 0;
    for (std::size_t b = 0; b < num_blocks; ++b) {
      for (const std::size_t odd : {half_at + 1, half_at + 3}) {
        if (odd < block_bytes(dtype))
          blocks[b * block_bytes(dtype) + odd] = static_cast<char>(blocks[b * block_bytes(dtype) + odd] & 0xBF);
      }
    }
    std::vector<float> values(8192);
    dequantize(dtype, bytes(blocks), 8192, values.data());
    const QuantParts parts = split_quants(dtype, bytes(blocks), 8192);
    EXPECT_EQ(bits_of(recombine(parts)), bits_of(values)) << name_of(dtype);
    ASSERT_EQ(parts.quants.size(), 8192U);
    EXPECT_EQ(parts.scales.size(), 8192U / static_cast<std::size_t>(parts.group));
    EXPECT_EQ(parts.group, dtype == DType::kQ6_K ? 16 : 32);
    if (parts.bits == 4) {
      for (const std::int8_t quant : parts.quants) ASSERT_TRUE(quant >= 0 && quant <= 15) << int{quant};
    }
  }
}

TEST(Dequant, FormatsWithAMinAndFourBitsSaySo) {
  const std::string zeros(256, '\0');
  for (const DType dtype : kBlockTypes) {
    const QuantParts parts = split_quants(dtype, bytes(zeros), static_cast<std::int64_t>(block_values(dtype)));
    const bool has_min =
        dtype == DType::kQ4_1 || dtype == DType::kQ5_1 || dtype == DType::kQ4_K || dtype == DType::kQ5_K;
    EXPECT_EQ(parts.mins.size(), has_min ? parts.scales.size() : 0U) << name_of(dtype);
    EXPECT_EQ(parts.bits, dtype == DType::kQ4_1 || dtype == DType::kQ4_K ? 4 : 8) << name_of(dtype);
  }
}

// IEEE 754 binary16 by its definition, in double precision.
double half_by_definition(int bits) {
  const double sign = bits & 0x8000 ? -1.0 : 1.0;
  const int exponent = bits >> 10 & 0x1F;
  const int fraction = bits & 0x3FF;
  if (exponent == 31) return fraction == 0 ? sign * std::numeric_limits<double>::infinity() : std::nan("");
  if (exponent == 0) return sign * std::ldexp(fraction, -24);
  return sign * std::ldexp(1024 + fraction, exponent - 25);
}

TEST(Dequant, EveryHalfHasItsValue) {
  for (int bits = 0; bits < 65536; ++bits) {
    const float value = half_to_float(static_cast<std::uint16_t>(bits));
    const double expected = half_by_definition(bits);
    ASSERT_EQ(std::signbit(value), (bits & 0x8000) != 0) << bits;
    if (std::isnan(expected)) {
      ASSERT_TRUE(std::isnan(value)) << bits;
    } else {
      ASSERT_EQ(static_cast<double>(value), expected) << bits;
    }
  }
}

TEST(Dequant, EveryBfloat16HasItsValue) {
  for (int bits = 0; bits < 65536; ++bits) {
    const float value = bfloat16_to_float(static_cast<std::uint16_t>(bits));
    const int exponent = bits >> 7 & 0xFF;
    const int fraction = bits & 0x7F;
    ASSERT_EQ(std::signbit(value), (bits & 0x8000) != 0) << bits;
    if (exponent == 255) {
      ASSERT_EQ(std::isnan(value), fraction != 0) << bits;
      ASSERT_EQ(std::isinf(value), fraction == 0) << bits;
    } else {
      const double magnitude = exponent == 0 ? std::ldexp(fraction, -133) : std::ldexp(128 + fraction, exponent - 134);
      ASSERT_EQ(std::fabs(static_cast<double>(value)), magnitude) << bits;
    }
  }
}

TEST(Dequant, PlainFormatsAreConvertedOneByOne) {
  const double doubles[] = {0.1, -2.0};
  float values[2];
  dequantize(DType::kF64, reinterpret_cast<const std::byte*>(doubles), 2, values);
  EXPECT_THAT(values, ::testing::ElementsAre(0.1F, -2.0F));
  const float floats[] = {-0.0F, 3.5F};
  dequantize(DType::kF32, reinterpret_cast<const std::byte*>(floats), 2, values);
  EXPECT_EQ(std::bit_cast<std::uint32_t>(values[0]), 0x80000000U);
  const std::uint16_t halves[] = {0x3C00, 0xC000};
  dequantize(DType::kF16, reinterpret_cast<const std::byte*>(halves), 2, values);
  EXPECT_THAT(values, ::testing::ElementsAre(1.0F, -2.0F));
  const std::uint16_t bfloats[] = {0x3F80, 0xC000};
  dequantize(DType::kBf16, reinterpret_cast<const std::byte*>(bfloats), 2, values);
  EXPECT_THAT(values, ::testing::ElementsAre(1.0F, -2.0F));
}

TEST(DequantDeathTest, CallsThatBreakTheContractAreOurBugs) {
  const std::string zeros(64, '\0');
  float values[64];
  EXPECT_DEATH(dequantize(DType::kQ4_0, bytes(zeros), 33, values), "num_values");
  EXPECT_DEATH(dequantize(DType::kI32, bytes(zeros), 1, values), "floating or block");
  EXPECT_DEATH(split_quants(DType::kF32, bytes(zeros), 1), "block-quantised");
}

}  // namespace
}  // namespace assay::local
