#include <gtest/gtest.h>

#include <cmath>

#include "tests/backends/local/kernels/gemm_fixture.h"

namespace assay::local {
namespace {

using test::Numbers;

// One sequence: its queries, and its keys and values both plain [position][kv head][d] and in blocks. What no query may
// see (positions past the last) is NaN in the blocks.
struct Sequence {
  std::int64_t heads, kv_heads, head_dim, length;
  std::vector<float> q, keys, values;
  std::vector<float> key_storage, value_storage;
  std::vector<const float*> key_blocks, value_blocks;

  Sequence(std::int64_t heads, std::int64_t kv_heads, std::int64_t head_dim, std::int64_t length)
      : heads(heads), kv_heads(kv_heads), head_dim(head_dim), length(length) {
    Numbers numbers(static_cast<std::uint32_t>(heads * 131 + head_dim * 7 + length));
    q = numbers.vector(length * heads * head_dim);
    for (float& value : q) value *= 3.0f;
    keys = numbers.vector(length * kv_heads * head_dim);
    values = numbers.vector(length * kv_heads * head_dim);
    const std::int64_t blocks = (length + kKvBlock - 1) / kKvBlock, size = kv_heads * head_dim * kKvBlock;
    key_storage.assign(static_cast<std::size_t>(blocks * size), NAN);
    value_storage = key_storage;
    for (std::int64_t p = 0; p < length; ++p) {
      for (std::int64_t h = 0; h < kv_heads; ++h) {
        for (std::int64_t d = 0; d < head_dim; ++d) {
          const auto from = static_cast<std::size_t>((p * kv_heads + h) * head_dim + d);
          const std::int64_t block = p / kKvBlock * size, j = p % kKvBlock;
          key_storage[static_cast<std::size_t>(block + (h * head_dim + d) * kKvBlock + j)] = keys[from];
          value_storage[static_cast<std::size_t>(block + (h * kKvBlock + j) * head_dim + d)] = values[from];
        }
      }
    }
    for (std::int64_t b = 0; b < blocks; ++b) {
      key_blocks.push_back(key_storage.data() + b * size);
      value_blocks.push_back(value_storage.data() + b * size);
    }
  }

  float scale() const { return 1.0f / std::sqrt(static_cast<float>(head_dim)); }

  // Queries [begin, end) of heads [head_begin, head_end).
  void run(const KernelTable& table, std::int64_t begin, std::int64_t end, std::int64_t head_begin,
           std::int64_t head_end, std::vector<float>& out) const {
    std::vector<float> scratch(static_cast<std::size_t>(attention_scratch(end)), NAN);
    AttentionArgs args;
    args.q_stride = args.out_stride = heads * head_dim;
    args.q = q.data() + begin * args.q_stride;
    args.out = out.data() + begin * args.out_stride;
    args.key_blocks = key_blocks.data();
    args.value_blocks = value_blocks.data();
    args.num_queries = end - begin;
    args.first_position = begin;
    args.num_heads = heads;
    args.num_kv_heads = kv_heads;
    args.head_dim = head_dim;
    args.head_begin = head_begin;
    args.head_end = head_end;
    args.scale = scale();
    args.scratch = scratch.data();
    table.attention(args);
  }

  std::vector<float> whole(const KernelTable& table) const {
    std::vector<float> out(q.size(), NAN);
    run(table, 0, length, 0, heads, out);
    return out;
  }

  std::vector<double> reference(std::int64_t query, std::int64_t head) const {
    const std::int64_t kv = head / (heads / kv_heads);
    std::vector<double> scores, out(static_cast<std::size_t>(head_dim), 0.0);
    double largest = -INFINITY, sum = 0.0;
    for (std::int64_t p = 0; p <= query; ++p) {
      double score = 0.0;
      for (std::int64_t d = 0; d < head_dim; ++d) {
        score += static_cast<double>(q[static_cast<std::size_t>((query * heads + head) * head_dim + d)]) *
                 static_cast<double>(keys[static_cast<std::size_t>((p * kv_heads + kv) * head_dim + d)]);
      }
      scores.push_back(score * static_cast<double>(scale()));
      largest = std::max(largest, scores.back());
    }
    for (double& score : scores) sum += score = std::exp(score - largest);
    for (std::int64_t p = 0; p <= query; ++p) {
      for (std::int64_t d = 0; d < head_dim; ++d) {
        out[static_cast<std::size_t>(d)] +=
            scores[static_cast<std::size_t>(p)] / sum *
            static_cast<double>(values[static_cast<std::size_t>((p * kv_heads + kv) * head_dim + d)]);
      }
    }
    return out;
  }
};

void expect_near_double(const KernelTable& table, const Sequence& sequence, std::int64_t every) {
  const std::vector<float> out = sequence.whole(table);
  for (std::int64_t query = 0; query < sequence.length; query += every) {
    for (std::int64_t head = 0; head < sequence.heads; ++head) {
      const std::vector<double> expected = sequence.reference(query, head);
      for (std::int64_t d = 0; d < sequence.head_dim; ++d) {
        // Values are below 1: the error is that of the scores (below 40, chains of head_dim), of the sum and of the
        // chain.
        const double bound =
            0x1p-24 * (4.0 * static_cast<double>(sequence.head_dim) + static_cast<double>(query) / 4 + 80);
        ASSERT_NEAR(
            static_cast<double>(out[static_cast<std::size_t>((query * sequence.heads + head) * sequence.head_dim + d)]),
            expected[static_cast<std::size_t>(d)], bound)
            << table.name << " query " << query << " head " << head << " d " << d << " head_dim " << sequence.head_dim;
      }
    }
  }
}

// All at once, one at a time, in uneven chunks and head by head.
void expect_no_bit_depends_on_the_split(const KernelTable& table, const Sequence& sequence) {
  const std::vector<float> whole = sequence.whole(table);
  for (const std::int64_t step : {1, 2, 3, 7, 8, 31, 32, 50}) {
    std::vector<float> out(whole.size(), NAN);
    for (std::int64_t begin = 0; begin < sequence.length; begin += step) {
      sequence.run(table, begin, std::min(begin + step, sequence.length), 0, sequence.heads, out);
    }
    EXPECT_TRUE(test::same_bits(out, whole))
        << table.name << " in steps of " << step << ", head_dim " << sequence.head_dim;
  }
  std::vector<float> out(whole.size(), NAN);
  for (std::int64_t head = 0; head < sequence.heads; ++head)
    sequence.run(table, 0, sequence.length, head, head + 1, out);
  EXPECT_TRUE(test::same_bits(out, whole)) << table.name << " head by head";
}

void check(const KernelTable& table) {
  for (const std::int64_t head_dim : {1, 7, 8, 12, 16, 20, 40, 64, 80, 96, 128, 129}) {
    const Sequence sequence(head_dim % 3 + 1, 1, head_dim, 70);
    expect_near_double(table, sequence, 1);
    expect_no_bit_depends_on_the_split(table, sequence);
  }
  expect_near_double(table, Sequence(9, 3, 16, 67), 1);
  expect_no_bit_depends_on_the_split(table, Sequence(9, 3, 16, 67));
  expect_near_double(table, Sequence(4, 4, 12, 40), 1);
  expect_near_double(table, Sequence(2, 1, 16, 700), 53);
}

TEST(Attention, BestTableMatchesDoublePrecisionAndNoBitDependsOnTheSplit) { check(*available_kernels().front()); }

TEST(Attention, OneKeyGivesItsValueAndFollowingTokensChangeNothing) {
  const KernelTable& table = *available_kernels().front();
  const Sequence sequence(2, 1, 16, 3);
  const std::vector<float> out = sequence.whole(table);
  for (std::size_t d = 0; d < 16; ++d) EXPECT_EQ(out[d], sequence.values[d]);
  Sequence other = sequence;
  for (std::size_t i = 32; i < other.keys.size(); ++i) other.value_storage[i] = NAN;  // positions 2 and up
  other.value_blocks = {other.value_storage.data()};
  std::vector<float> again(out.size(), 0.0f);
  other.run(table, 0, 3, 0, 2, again);
  EXPECT_TRUE(test::same_bits(std::span(out).first(64), std::span(again).first(64)));
  EXPECT_TRUE(std::isnan(again[64]));
}

TEST(AttentionIsa, EveryTableMatchesDoublePrecisionAndNoBitDependsOnTheSplit) {
  for (const KernelTable* table : available_kernels()) {
    check(*table);
    expect_near_double(*table, Sequence(1, 1, 64, 2100), 419);
  }
}

TEST(AttentionIsa, TablesWithFusedMultiplyAddAgreeInEveryBit) {
  const Sequence sequence(6, 2, 40, 150);
  std::vector<float> first;
  for (const KernelTable* table : available_kernels()) {
    if (!test::is_fused(*table)) continue;
    const std::vector<float> out = sequence.whole(*table);
    if (first.empty()) first = out;
    EXPECT_TRUE(test::same_bits(out, first)) << table->name;
  }
}

}  // namespace
}  // namespace assay::local
