#include <gtest/gtest.h>

#include "backends/local/kernels/parallel.h"
#include "tests/backends/local/kernels/gemm_fixture.h"

namespace assay::local {
namespace {

using test::Kind;
using test::kKinds;
using test::Numbers;
using test::Weights;

// The chain that each output is promised to be.
float chain(const float* x, const float* w, std::int64_t k, bool fused) {
  float acc = 0.0f;
  for (std::int64_t i = 0; i < k; ++i) {
    if (fused) {
      acc = std::fma(x[i], w[i], acc);
    } else {
      acc += x[i] * w[i];
    }
  }
  return acc;
}

void expect_near_double(const KernelTable& table, Kind kind, std::int64_t m, std::int64_t n, std::int64_t k,
                        std::int32_t group, std::int64_t misalignment, ThreadPool& pool) {
  const Weights w =
      test::make_weights(kind, n, k, group, test::is_fused(table), pool, static_cast<std::uint32_t>(n + k));
  const std::int64_t ldx = k + misalignment + 1, ldy = n + 5;
  Numbers numbers(static_cast<std::uint32_t>(m * 7 + k));
  const std::vector<float> storage = numbers.vector(m * ldx + misalignment);
  const float* x = storage.data() + misalignment;
  constexpr float kUntouched = -77.5f;
  std::vector<float> y(static_cast<std::size_t>(m * ldy + 1), kUntouched);
  const PackedMatrix view = w.packed.view();
  table.gemm(x, ldx, m, view, y.data() + 1, ldy, 0, view.num_panels());
  EXPECT_EQ(y[0], kUntouched);
  for (std::int64_t r = 0; r < m; ++r) {
    for (std::int64_t j = 0; j < n; ++j) {
      double exact = 0.0, magnitude = 0.0;
      for (std::int64_t i = 0; i < k; ++i) {
        const double term =
            static_cast<double>(x[r * ldx + i]) * static_cast<double>(w.decoded[static_cast<std::size_t>(j * k + i)]);
        exact += term;
        magnitude += std::abs(term);
      }
      const double bound = static_cast<double>(k + 1) * 0x1p-24 * magnitude + 1e-30;
      const float got = y[static_cast<std::size_t>(1 + r * ldy + j)];
      ASSERT_NEAR(static_cast<double>(got), exact, bound)
          << table.name << " m " << m << " n " << n << " k " << k << " row " << r << " column " << j;
    }
    for (std::int64_t j = n; j < ldy && r * ldy + j + 1 < m * ldy + 1; ++j) {
      ASSERT_EQ(y[static_cast<std::size_t>(1 + r * ldy + j)], kUntouched) << "past the last column, row " << r;
    }
  }
}

void expect_correct_over_lengths(const KernelTable& table) {
  ThreadPool pool(1);
  for (std::int64_t k = 0; k <= 257; k += k < 40 ? 1 : 31) {
    expect_near_double(table, Kind::kF32, 1 + k % 3, 33, k, 32, k % 5, pool);
    expect_near_double(table, Kind::kBf16, 1 + k % 7, 40, k, 32, k % 3, pool);
    expect_near_double(table, Kind::kF16, 1 + k % 17, 31, k, 32, k % 7, pool);
    expect_near_double(table, Kind::kF32, 6 + k % 11, 64, k, 32, 1, pool);
  }
  for (std::int64_t n = 0; n <= 257; n += n < 70 ? 1 : 17) {
    expect_near_double(table, Kind::kF32, 1, n, 19, 32, 1, pool);
    expect_near_double(table, Kind::kF32, 15, n, 9, 32, 3, pool);
    expect_near_double(table, Kind::kQ8, 3, n, 32, 16, 2, pool);
  }
  for (std::int64_t m = 0; m <= 40; ++m) {
    for (const Kind kind : kKinds) expect_near_double(table, kind, m, 47, 96, m % 2 == 0 ? 32 : 16, m % 4, pool);
  }
  for (const std::int32_t group : {2, 4, 6, 16, 32, 48, 64, 96, 192, 256}) {
    for (const Kind kind : {Kind::kQ8, Kind::kQ8Mins, Kind::kQ4, Kind::kQ4Mins}) {
      expect_near_double(table, kind, 2, 33, group * (group < 100 ? 5 : 2), group, 0, pool);
      expect_near_double(table, kind, 17, 33, group * (group < 100 ? 5 : 2), group, 0, pool);
    }
  }
  // Several blocks of k.
  expect_near_double(table, Kind::kF32, 9, 33, 1025, 32, 0, pool);
  expect_near_double(table, Kind::kQ4Mins, 9, 33, 2080, 32, 0, pool);
}

// Exact equality with the promised chain, for one row, many rows, split panels, split rows and threads.
void expect_one_chain(const KernelTable& table, Kind kind, std::int64_t n, std::int64_t k) {
  const bool fused = test::is_fused(table);
  ThreadPool one(1), three(3);
  const Weights w = test::make_weights(kind, n, k, 32, fused, one, 99);
  const PackedMatrix view = w.packed.view();
  const std::int64_t m = 41;
  const std::vector<float> x = Numbers(5).vector(m * k);
  const auto size = static_cast<std::size_t>(m * n);
  std::vector<float> expected(size);
  for (std::int64_t r = 0; r < m; ++r) {
    for (std::int64_t j = 0; j < n; ++j) {
      expected[static_cast<std::size_t>(r * n + j)] = chain(x.data() + r * k, w.decoded.data() + j * k, k, fused);
    }
  }
  for (const std::int64_t rows : {1, 2, 3, 4, 5, 6, 7, 8, 9, 13, 14, 15, 28, 29, 41}) {
    std::vector<float> y(size);
    for (std::int64_t r = 0; r < m; r += rows) {
      const std::int64_t count = std::min(rows, m - r);
      for (std::int64_t p = 0; p < view.num_panels(); p += 2) {
        table.gemm(x.data() + r * k, k, count, view, y.data() + r * n, n, p, std::min(p + 2, view.num_panels()));
      }
    }
    EXPECT_TRUE(test::same_bits(y, expected)) << table.name << " kind " << static_cast<int>(kind) << " rows " << rows;
  }
  for (ThreadPool* pool : {&one, &three}) {
    std::vector<float> y(size);
    parallel_gemm(*pool, table, x.data(), k, m, view, y.data(), n);
    EXPECT_TRUE(test::same_bits(y, expected)) << table.name << " with " << pool->size() << " threads";
  }
  // The f32 pack of the decoded weights gives the same bits.
  const PackedWeights plain = pack_f32(w.decoded.data(), n, k, one);
  std::vector<float> y(size);
  table.gemm(x.data(), k, m, plain.view(), y.data(), n, 0, view.num_panels());
  EXPECT_TRUE(test::same_bits(y, expected)) << table.name << " decoded to f32";
}

TEST(Gemm, BestTableMatchesDoublePrecision) { expect_correct_over_lengths(*available_kernels().front()); }

TEST(Gemm, BestTableMakesOneChainAnOutput) {
  for (const Kind kind : kKinds) expect_one_chain(*available_kernels().front(), kind, 75, 160);
}

TEST(Gemm, ManyRowsDealtByRowsAndPanelsGiveTheSameBits) {
  const KernelTable& table = *available_kernels().front();
  ThreadPool one(1), two(2);
  const std::int64_t m = 600, n = 70, k = 96;
  const Weights w = test::make_weights(Kind::kQ4Mins, n, k, 32, test::is_fused(table), one, 3);
  const std::vector<float> x = Numbers(8).vector(m * k);
  std::vector<float> a(static_cast<std::size_t>(m * n)), b = a;
  table.gemm(x.data(), k, m, w.packed.view(), a.data(), n, 0, w.packed.view().num_panels());
  parallel_gemm(two, table, x.data(), k, m, w.packed.view(), b.data(), n);
  EXPECT_TRUE(test::same_bits(a, b));
}

TEST(GemmIsa, EveryTableMatchesDoublePrecision) {
  for (const KernelTable* table : available_kernels()) expect_correct_over_lengths(*table);
}

TEST(GemmIsa, EveryTableMakesOneChainAnOutput) {
  for (const KernelTable* table : available_kernels()) {
    for (const Kind kind : kKinds) {
      expect_one_chain(*table, kind, 75, 160);
      expect_one_chain(*table, kind, 96, 1120);
    }
  }
}

TEST(GemmIsa, EveryHalfPrecisionNumberIsDecodedExactly) {
  ThreadPool pool(1);
  std::vector<std::uint16_t> stored;
  for (std::uint32_t bits = 0; bits < 0x10000; ++bits) {
    if ((bits & 0x7c00) != 0x7c00 || (bits & 0x3ff) == 0) stored.push_back(static_cast<std::uint16_t>(bits));
  }
  const auto n = static_cast<std::int64_t>(stored.size());
  const PackedWeights packed = pack_16(PackedKind::kF16, stored.data(), n, 1, pool);
  const float one[5] = {1, 1, 1, 1, 1};
  for (const KernelTable* table : available_kernels()) {
    for (const std::int64_t m : {1, 5}) {
      std::vector<float> y(static_cast<std::size_t>(m * n));
      table->gemm(one, 1, m, packed.view(), y.data(), n, 0, packed.view().num_panels());
      for (std::size_t j = 0; j < y.size(); ++j) {
        ASSERT_EQ(y[j], test::float_of_half(stored[j % stored.size()]))
            << table->name << " half " << stored[j % stored.size()];
      }
    }
  }
}

}  // namespace
}  // namespace assay::local
