// Speed of the kernels: weights a second for one row, floating-point operations a second for many, attention beside
// them. Shapes are those of SmolLM2-135M. Weights are cold: several copies of a matrix are gone through in turn.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <string>
#include <vector>

#include "backends/local/kernels/dispatch.h"
#include "backends/local/kernels/pack.h"
#include "backends/local/kernels/parallel.h"

namespace assay::local {
namespace {

std::vector<float> numbers(std::int64_t n, std::uint32_t seed) {
  std::vector<float> v(static_cast<std::size_t>(n));
  for (float& value : v) {
    seed = seed * 1664525u + 1013904223u;
    value = static_cast<float>(seed >> 8) / 8388608.0f - 1.0f;
  }
  return v;
}

struct Named {
  const char* name;
  PackedKind kind;
  bool mins;
};
constexpr Named kKinds[] = {{"f32", PackedKind::kF32, false},
                            {"bf16", PackedKind::kBf16, false},
                            {"f16", PackedKind::kF16, false},
                            {"q8", PackedKind::kQ8, false},
                            {"q4", PackedKind::kQ4, true}};

PackedWeights pack(const Named& kind, std::int64_t n, std::int64_t k, ThreadPool& pool) {
  if (kind.kind == PackedKind::kF32) return pack_f32(numbers(n * k, 1).data(), n, k, pool);
  if (kind.kind == PackedKind::kBf16 || kind.kind == PackedKind::kF16) {
    const std::vector<std::uint16_t> bits(static_cast<std::size_t>(n * k), 0x3c01);
    return pack_16(kind.kind, bits.data(), n, k, pool);
  }
  const std::vector<std::int8_t> quants(static_cast<std::size_t>(n * k), 7);
  const std::vector<float> scales = numbers(n * k / 32, 2);
  return pack_quants(kind.kind == PackedKind::kQ4 ? 4 : 8, 32, quants.data(), scales.data(),
                     kind.mins ? scales.data() : nullptr, n, k, pool);
}

void gemm(benchmark::State& state, const KernelTable& table, const Named& kind, std::int64_t n, std::int64_t k,
          std::int64_t m, int threads) {
  ThreadPool pool(threads);
  constexpr std::int64_t kColdValues = 40'000'000;
  std::vector<PackedWeights> copies;
  for (std::int64_t values = 0; values < kColdValues; values += n * k) copies.push_back(pack(kind, n, k, pool));
  const std::vector<float> x = numbers(m * k, 3);
  std::vector<float> y(static_cast<std::size_t>(m * n));
  std::size_t turn = 0;
  for (auto _ : state) {
    parallel_gemm(pool, table, x.data(), k, m, copies[turn].view(), y.data(), n);
    turn = (turn + 1) % copies.size();
    benchmark::DoNotOptimize(y.data());
  }
  const double products = static_cast<double>(state.iterations()) * static_cast<double>(n * k);
  state.counters["weights/s"] = benchmark::Counter(products, benchmark::Counter::kIsRate);
  state.counters["flop/s"] = benchmark::Counter(2.0 * static_cast<double>(m) * products, benchmark::Counter::kIsRate);
}

void attention(benchmark::State& state, const KernelTable& table, std::int64_t queries, std::int64_t first) {
  constexpr std::int64_t kHeads = 9, kKvHeads = 3, kHeadDim = 64;
  const std::int64_t length = first + queries, blocks = (length + kKvBlock - 1) / kKvBlock;
  const std::int64_t block_floats = kKvHeads * kHeadDim * kKvBlock;
  const std::vector<float> keys = numbers(blocks * block_floats, 1), values = numbers(blocks * block_floats, 2);
  const std::vector<float> q = numbers(queries * kHeads * kHeadDim, 3);
  std::vector<float> out(q.size()), scratch(static_cast<std::size_t>(attention_scratch(length)));
  std::vector<const float*> key_blocks, value_blocks;
  for (std::int64_t b = 0; b < blocks; ++b) {
    key_blocks.push_back(keys.data() + b * block_floats);
    value_blocks.push_back(values.data() + b * block_floats);
  }
  AttentionArgs args;
  args.q = q.data();
  args.q_stride = args.out_stride = kHeads * kHeadDim;
  args.out = out.data();
  args.key_blocks = key_blocks.data();
  args.value_blocks = value_blocks.data();
  args.num_queries = queries;
  args.first_position = first;
  args.num_heads = args.head_end = kHeads;
  args.num_kv_heads = kKvHeads;
  args.head_dim = kHeadDim;
  args.scale = 0.125f;
  args.scratch = scratch.data();
  for (auto _ : state) {
    table.attention(args);
    benchmark::DoNotOptimize(out.data());
  }
  const double pairs =
      static_cast<double>(queries) * (static_cast<double>(first) + static_cast<double>(queries + 1) / 2);
  state.counters["flop/s"] = benchmark::Counter(static_cast<double>(state.iterations()) * pairs * 4 * kHeads * kHeadDim,
                                                benchmark::Counter::kIsRate);
}

void rows_of(benchmark::State& state, const KernelTable& table, const std::string& what) {
  constexpr std::int64_t kRows = 64, kDim = 576;
  std::vector<float> x = numbers(kRows * kDim, 1);
  const std::vector<float> w = numbers(kRows * kDim, 2);
  for (auto _ : state) {
    if (what == "rms_norm") table.rms_norm(x.data(), w.data(), x.data(), kRows, kDim, 1e-5f);
    if (what == "silu_mul") table.silu_mul(x.data(), w.data(), kRows * kDim);
    if (what == "rope") table.rope(x.data(), kRows * 9, 64, 64, w.data(), w.data() + 32, true);
    if (what == "log_sum_exp") benchmark::DoNotOptimize(table.log_sum_exp(x.data(), kRows * kDim));
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * kRows * kDim);
}

void pack_speed(benchmark::State& state, const Named& kind, int threads) {
  ThreadPool pool(threads);
  constexpr std::int64_t kN = 12288, kK = 1536;
  const std::vector<float> w = numbers(kind.kind == PackedKind::kF32 ? kN * kK : kN * kK / 32, 1);
  const std::vector<std::int8_t> quants(static_cast<std::size_t>(kN * kK), 7);
  for (auto _ : state) {
    const PackedWeights packed =
        kind.kind == PackedKind::kF32
            ? pack_f32(w.data(), kN, kK, pool)
            : pack_quants(kind.kind == PackedKind::kQ4 ? 4 : 8, 32, quants.data(), w.data(), nullptr, kN, kK, pool);
    benchmark::DoNotOptimize(packed.view());
  }
  state.SetItemsProcessed(state.iterations() * kN * kK);
}

void add_benchmarks() {
  using benchmark::RegisterBenchmark;
  for (const KernelTable* table : available_kernels()) {
    const std::string name = table->name;
    for (const Named& kind : kKinds) {
      for (const int threads : {1, 2}) {
        for (const std::int64_t m : {1, 4, 8, 32, 512}) {
          const std::string id =
              "gemm/" + name + "/" + kind.name + "/t" + std::to_string(threads) + "/m" + std::to_string(m);
          RegisterBenchmark(id.c_str(), [=, &kind](benchmark::State& state) {
            gemm(state, *table, kind, 3072, 576, m, threads);
          })->UseRealTime();
        }
      }
    }
    for (const std::int64_t n : {576, 960, 49152}) {
      for (const std::int64_t m : {1, 128}) {
        const std::string id = "gemm/" + name + "/q4/t2/n" + std::to_string(n) + "/m" + std::to_string(m);
        RegisterBenchmark(id.c_str(), [=](benchmark::State& state) {
          gemm(state, *table, kKinds[4], n, 576, m, 2);
        })->UseRealTime();
      }
    }
    RegisterBenchmark(("attention/" + name + "/prefill_512").c_str(),
                      [=](benchmark::State& state) { attention(state, *table, 512, 0); });
    RegisterBenchmark(("attention/" + name + "/decode_at_512").c_str(),
                      [=](benchmark::State& state) { attention(state, *table, 1, 511); });
    for (const char* what : {"rms_norm", "silu_mul", "rope", "log_sum_exp"}) {
      RegisterBenchmark((std::string(what) + "/" + name).c_str(),
                        [=](benchmark::State& state) { rows_of(state, *table, what); });
    }
  }
  for (const int i : {0, 3, 4}) {
    RegisterBenchmark((std::string("pack/") + kKinds[i].name + "/t2").c_str(), [=](benchmark::State& state) {
      pack_speed(state, kKinds[i], 2);
    })->UseRealTime();
  }
}

}  // namespace
}  // namespace assay::local

int main(int argc, char** argv) {
  assay::local::add_benchmarks();
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
