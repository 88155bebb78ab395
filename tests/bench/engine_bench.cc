// Speed of the built-in transformer on one checkpoint, one JSON line: tokens a second of prefilling 512 tokens and of
// greedily decoding 64. `tests/bench/engine` runs it beside a peer.
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <vector>

#include "backends/local/engine.h"
#include "harness/core/clock.h"

namespace {

using namespace assay;

int measure(const char* path, int threads) {
  local::Engine engine(path, local::EngineOptions{.threads = threads, .add_bos = {}});
  SamplingParams sampling;
  sampling.max_tokens = 1;
  sampling.ignore_eos = true;
  const std::vector<local::TokenId> prompt(512, 100);
  engine.generate({{{1, 2, 3}}}, {{sampling}});  // the first call packs and maps
  const double start = monotonic_seconds();
  engine.generate({{prompt}}, {{sampling}});
  const double prefill = 512.0 / (monotonic_seconds() - start);
  sampling.max_tokens = 65;
  const local::GenerateResult result = engine.generate({{{1, 2, 3}}}, {{sampling}}).at(0);
  const double decode = 64.0 / (result.seconds - result.first_token_seconds.value_or(0.0));
  std::printf("{\"kernels\": \"%s\", \"threads\": %d, \"prefill_512\": %.1f, \"decode_64\": %.1f}\n",
              engine.info().kernels.c_str(), engine.info().threads, prefill, decode);
  return 0;
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 3) {
    std::fprintf(stderr, "usage: assay_engine_bench MODEL THREADS\n");
    return 2;
  }
  return measure(argv[1], std::atoi(argv[2]));
} catch (const std::exception& e) {
  std::fprintf(stderr, "assay_engine_bench: %s\n", e.what());
  return 3;
}
