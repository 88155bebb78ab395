// The kernels that go row by row or element by element: rms_norm, rope, silu_mul, add and log_sum_exp.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "tests/backends/local/kernels/gemm_fixture.h"

namespace assay::local {
namespace {

using test::Numbers;

constexpr double kUlp = 0x1p-23;

void check_rms_norm(const KernelTable& table) {
  for (std::int64_t dim = 1; dim <= 257; ++dim) {
    const std::int64_t rows = 1 + dim % 3, shift = dim % 5;
    const std::vector<float> storage = Numbers(static_cast<std::uint32_t>(dim)).vector(rows * dim + shift);
    const std::vector<float> w = Numbers(3).vector(dim);
    const float* x = storage.data() + shift;
    std::vector<float> y(static_cast<std::size_t>(rows * dim)), one_row(y.size()), alias(x, x + rows * dim);
    table.rms_norm(x, w.data(), y.data(), rows, dim, 1e-5f);
    table.rms_norm(alias.data(), w.data(), alias.data(), rows, dim, 1e-5f);
    for (std::int64_t r = 0; r < rows; ++r)
      table.rms_norm(x + r * dim, w.data(), one_row.data() + r * dim, 1, dim, 1e-5f);
    EXPECT_TRUE(test::same_bits(y, alias)) << table.name << " in place, dim " << dim;
    EXPECT_TRUE(test::same_bits(y, one_row)) << table.name << " row by row, dim " << dim;
    for (std::int64_t r = 0; r < rows; ++r) {
      double squares = 0.0;
      for (std::int64_t i = 0; i < dim; ++i) squares += std::pow(static_cast<double>(x[r * dim + i]), 2);
      const double factor = 1.0 / std::sqrt(squares / static_cast<double>(dim) + static_cast<double>(1e-5f));
      for (std::int64_t i = 0; i < dim; ++i) {
        const double expected =
            static_cast<double>(x[r * dim + i]) * factor * static_cast<double>(w[static_cast<std::size_t>(i)]);
        ASSERT_NEAR(static_cast<double>(y[static_cast<std::size_t>(r * dim + i)]), expected,
                    2 * kUlp * std::abs(expected) + 1e-40);
      }
    }
  }
}

void check_rope(const KernelTable& table) {
  for (const std::int64_t head_dim : {2, 6, 8, 12, 16, 30, 64, 80, 128, 300, 600}) {
    const std::int64_t rotary = head_dim > 8 && head_dim % 3 == 0 ? head_dim / 3 / 2 * 2 : head_dim, half = rotary / 2;
    std::vector<float> cos, sin;
    for (std::int64_t i = 0; i < half; ++i) {
      cos.push_back(std::cos(static_cast<float>(i) * 0.7f + 0.3f));
      sin.push_back(std::sin(static_cast<float>(i) * 0.7f + 0.3f));
    }
    const std::vector<float> x = Numbers(9).vector(3 * head_dim);
    for (const bool interleaved : {false, true}) {
      std::vector<float> y = x;
      table.rope(y.data(), 3, head_dim, rotary, cos.data(), sin.data(), interleaved);
      for (std::int64_t h = 0; h < 3; ++h) {
        for (std::int64_t i = 0; i < half; ++i) {
          const auto a = static_cast<std::size_t>(h * head_dim + (interleaved ? 2 * i : i));
          const std::size_t b = a + static_cast<std::size_t>(interleaved ? 1 : half);
          const double c = static_cast<double>(cos[static_cast<std::size_t>(i)]),
                       s = static_cast<double>(sin[static_cast<std::size_t>(i)]);
          const double xa = static_cast<double>(x[a]), xb = static_cast<double>(x[b]);
          ASSERT_NEAR(static_cast<double>(y[a]), xa * c - xb * s, 2 * kUlp)
              << table.name << " head_dim " << head_dim << " pair " << i;
          ASSERT_NEAR(static_cast<double>(y[b]), xb * c + xa * s, 2 * kUlp)
              << table.name << " head_dim " << head_dim << " pair " << i;
        }
        for (std::int64_t i = rotary; i < head_dim; ++i) {
          const auto at = static_cast<std::size_t>(h * head_dim + i);
          ASSERT_EQ(y[at], x[at]) << "past the rotated part";
        }
      }
    }
  }
}

// For gate << 0, silu is gate * exp(gate) to one part in exp(-gate): so this measures the exponential, from one end to
// the other of its range.
void check_silu(const KernelTable& table) {
  std::vector<float> gate, up;
  for (double g = -87.0; g <= 88.0; g += 0.0037) {
    gate.push_back(static_cast<float>(g));
    up.push_back(1.0f);
  }
  std::vector<float> y = gate;
  table.silu_mul(y.data(), up.data(), static_cast<std::int64_t>(y.size()));
  for (std::size_t i = 0; i < y.size(); ++i) {
    const double g = static_cast<double>(gate[i]), expected = g / (1.0 + std::exp(-g));
    ASSERT_NEAR(static_cast<double>(y[i]), expected, 1.5 * kUlp * std::abs(expected) + 1e-44)
        << table.name << " at " << g;
  }
  float ends[4] = {-1000.0f, 1000.0f, 0.0f, NAN};
  const float ones[4] = {1.0f, 1.0f, 1.0f, 1.0f};
  table.silu_mul(ends, ones, 4);
  EXPECT_EQ(ends[0], 0.0f);
  EXPECT_EQ(ends[1], 1000.0f);
  EXPECT_EQ(ends[2], 0.0f);
  EXPECT_TRUE(std::isnan(ends[3]));
}

void check_elementwise_lengths(const KernelTable& table) {
  for (std::int64_t n = 0; n <= 257; ++n) {
    const std::vector<float> a = Numbers(1).vector(n + 4), b = Numbers(2).vector(n + 4);
    std::vector<float> sum = a, product = a;
    table.add(sum.data() + 1, b.data() + 2, n);
    table.silu_mul(product.data() + 1, b.data() + 2, n);
    for (std::int64_t j = 0; j < n + 4; ++j) {
      const auto i = static_cast<std::size_t>(j);
      const bool inside = j >= 1 && j <= n;
      ASSERT_EQ(sum[i], inside ? a[i] + b[i + 1] : a[i]) << table.name << " n " << n;
      const double g = static_cast<double>(a[i]);
      const double expected = inside ? g / (1.0 + std::exp(-g)) * static_cast<double>(b[i + 1]) : g;
      ASSERT_NEAR(static_cast<double>(product[i]), expected, 3 * kUlp * std::abs(expected)) << table.name << " n " << n;
    }
  }
}

void check_log_sum_exp(const KernelTable& table) {
  for (std::int64_t n = 1; n <= 300; ++n) {
    const std::vector<float> storage = Numbers(static_cast<std::uint32_t>(n)).vector(n + 3);
    std::vector<float> x;
    for (std::int64_t i = 0; i < n; ++i) x.push_back(storage[static_cast<std::size_t>(i + n % 4)] * 12.0f);
    double sum = 0.0;
    for (const float value : x) sum += std::exp(static_cast<double>(value));
    ASSERT_NEAR(table.log_sum_exp(x.data(), n), std::log(sum), 1e-7) << table.name << " n " << n;
  }
  const std::vector<float> many(49152, -3.5f);
  EXPECT_NEAR(table.log_sum_exp(many.data(), 49152), std::log(49152.0) - 3.5, 1e-9);
  const float large[3] = {20000.0f, 20000.0f, -INFINITY}, none[2] = {-INFINITY, -INFINITY};
  EXPECT_NEAR(table.log_sum_exp(large, 3), 20000.0 + std::log(2.0), 1e-9);
  EXPECT_EQ(table.log_sum_exp(none, 2), -INFINITY);
}

void for_best(const std::function<void(const KernelTable&)>& check) { check(*available_kernels().front()); }
void for_all(const std::function<void(const KernelTable&)>& check) {
  for (const KernelTable* table : available_kernels()) check(*table);
}

TEST(RmsNorm, MatchesDoublePrecisionWhateverTheRows) { for_best(check_rms_norm); }
TEST(Rope, RotatesBothLayouts) { for_best(check_rope); }
TEST(SiluMul, MatchesDoublePrecisionOverTheRangeOfTheExponential) { for_best(check_silu); }
TEST(Elementwise, EveryLengthLeavesItsNeighboursAlone) { for_best(check_elementwise_lengths); }
TEST(LogSumExp, MatchesDoublePrecision) { for_best(check_log_sum_exp); }

TEST(RmsNormIsa, MatchesDoublePrecisionWhateverTheRows) { for_all(check_rms_norm); }
TEST(RopeIsa, RotatesBothLayouts) { for_all(check_rope); }
TEST(SiluMulIsa, MatchesDoublePrecisionOverTheRangeOfTheExponential) { for_all(check_silu); }
TEST(ElementwiseIsa, EveryLengthLeavesItsNeighboursAlone) { for_all(check_elementwise_lengths); }
TEST(LogSumExpIsa, MatchesDoublePrecision) { for_all(check_log_sum_exp); }

TEST(RowsIsa, TablesWithFusedMultiplyAddAgreeInEveryBit) {
  const std::vector<float> x = Numbers(4).vector(300), w = Numbers(6).vector(300);
  std::vector<std::vector<float>> results;
  std::vector<double> sums;
  for (const KernelTable* table : available_kernels()) {
    if (!test::is_fused(*table)) continue;
    std::vector<float> y(300);
    table->rms_norm(x.data(), w.data(), y.data(), 1, 300, 1e-6f);
    table->rope(y.data(), 3, 100, 100, w.data(), x.data(), true);
    table->rope(y.data(), 3, 100, 100, w.data(), x.data(), false);
    table->silu_mul(y.data(), x.data(), 300);
    results.push_back(y);
    sums.push_back(table->log_sum_exp(x.data(), 300));
    EXPECT_TRUE(test::same_bits(results.back(), results.front())) << table->name;
    EXPECT_EQ(sums.back(), sums.front()) << table->name;
  }
}

}  // namespace
}  // namespace assay::local
