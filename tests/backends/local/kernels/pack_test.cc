#include "backends/local/kernels/pack.h"

#include <gtest/gtest.h>

#include <numeric>
#include <vector>

namespace assay::local {
namespace {

constexpr std::int64_t kN = 70, kK = 96;

TEST(Pack, F32IsPanelsOfThirtyTwoOutputsWithZerosPastTheLast) {
  ThreadPool pool(2);
  std::vector<float> w(kN * kK);
  std::iota(w.begin(), w.end(), 1.0f);
  const PackedWeights packed = pack_f32(w.data(), kN, kK, pool);
  const PackedMatrix view = packed.view();
  EXPECT_EQ(view.kind, PackedKind::kF32);
  EXPECT_EQ(view.num_panels(), 3);
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(view.weights) % 64, 0u);
  const auto* stored = static_cast<const float*>(view.weights);
  for (std::int64_t p = 0; p < 3; ++p) {
    for (std::int64_t i = 0; i < kK; ++i) {
      for (std::int64_t j = 0; j < kPanel; ++j) {
        const std::int64_t row = p * kPanel + j;
        const float expected = row < kN ? w[static_cast<std::size_t>(row * kK + i)] : 0.0f;
        ASSERT_EQ(stored[(p * kK + i) * kPanel + j], expected) << p << " " << i << " " << j;
      }
    }
  }
}

TEST(Pack, SixteenBitNumbersKeepTheirBits) {
  ThreadPool pool(1);
  std::vector<std::uint16_t> w(kN * kK);
  std::iota(w.begin(), w.end(), std::uint16_t{1});
  for (const PackedKind kind : {PackedKind::kBf16, PackedKind::kF16}) {
    const PackedWeights packed = pack_16(kind, w.data(), kN, kK, pool);
    EXPECT_EQ(packed.view().kind, kind);
    EXPECT_EQ(packed.size_bytes(), 3u * 32 * kK * 2);
    const auto* stored = static_cast<const std::uint16_t*>(packed.view().weights);
    EXPECT_EQ(stored[(1 * kK + 5) * kPanel + 7], w[(32 + 7) * kK + 5]);
    EXPECT_EQ(stored[(2 * kK + 95) * kPanel + 5], w[69 * kK + 95]);
    EXPECT_EQ(stored[(2 * kK + 95) * kPanel + 6], 0);
  }
}

TEST(Pack, QuantsAreBytesOrPairsOfNibblesWithScalesBesideThem) {
  ThreadPool pool(2);
  std::vector<std::int8_t> quants(kN * kK);
  for (std::size_t i = 0; i < quants.size(); ++i) quants[i] = static_cast<std::int8_t>(i * 5 % 16);
  std::vector<float> scales(kN * kK / 16), mins(kN * kK / 16);
  std::iota(scales.begin(), scales.end(), 1.0f);
  std::iota(mins.begin(), mins.end(), -500.0f);
  const PackedWeights eight = pack_quants(8, 16, quants.data(), scales.data(), nullptr, kN, kK, pool);
  EXPECT_EQ(eight.view().mins, nullptr);
  EXPECT_EQ(eight.view().group, 16);
  EXPECT_EQ(static_cast<const std::int8_t*>(eight.view().weights)[(1 * kK + 9) * kPanel + 3], quants[35 * kK + 9]);
  const PackedWeights four = pack_quants(4, 16, quants.data(), scales.data(), mins.data(), kN, kK, pool);
  const auto* pairs = static_cast<const std::uint8_t*>(four.view().weights);
  const std::uint8_t pair = pairs[(1 * kK / 2 + 4) * kPanel + 3];
  EXPECT_EQ(pair & 15, quants[35 * kK + 8]);
  EXPECT_EQ(pair >> 4, quants[35 * kK + 9]);
  EXPECT_EQ(four.view().scales[(1 * (kK / 16) + 2) * kPanel + 3], scales[35 * (kK / 16) + 2]);
  EXPECT_EQ(four.view().mins[(1 * (kK / 16) + 2) * kPanel + 3], mins[35 * (kK / 16) + 2]);
  EXPECT_EQ(four.view().scales[(2 * (kK / 16) + 2) * kPanel + 6], 0.0f);
}

TEST(Pack, EmptyMatricesHaveNoPanels) {
  ThreadPool pool(2);
  EXPECT_EQ(pack_f32(nullptr, 0, 8, pool).view().num_panels(), 0);
  EXPECT_EQ(pack_f32(nullptr, 8, 0, pool).view().num_panels(), 1);
}

TEST(PackDeathTest, AGroupThatDoesNotDivideKIsOurBug) {
  ThreadPool pool(1);
  const std::vector<std::int8_t> quants(100);
  const std::vector<float> scales(10);
  EXPECT_DEATH(pack_quants(8, 16, quants.data(), scales.data(), nullptr, 1, 40, pool), "group");
}

}  // namespace
}  // namespace assay::local
