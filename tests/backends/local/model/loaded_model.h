#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "backends/local/kernels/dispatch.h"
#include "backends/local/model/decoder.h"

namespace assay::local::test {

/// A checkpoint with its decoder, for tests of the model alone.
struct LoadedModel {
  explicit LoadedModel(const std::string& path, int threads = 1, const KernelTable& table = kernels())
      : pool(threads),
        source(open_weights(path)),
        arch(find_arch(*source)),
        config(read_model_config(*source, arch)),
        weights(load_model_weights(*source, arch, config, pool)),
        decoder(config, weights, table, pool),
        cache_pool(decoder.kv_shape()) {}

  /// Logits of every position of `ids`, fed in chunks. Shapes: [ids, vocab].
  std::vector<float> logits(std::span<const std::int32_t> ids, std::size_t chunk = 1 << 20) {
    KvSequence cache(cache_pool);
    std::vector<float> out(ids.size() * static_cast<std::size_t>(config.vocab_size));
    for (std::size_t begin = 0; begin < ids.size(); begin += chunk) {
      const Segment segment{&cache, ids.subspan(begin, std::min(chunk, ids.size() - begin)), 0};
      decoder.forward({&segment, 1}, [&](const RowOutput& row) {
        std::copy(row.logits.begin(), row.logits.end(),
                  out.begin() + (static_cast<std::int64_t>(begin) + row.row) * config.vocab_size);
      });
    }
    return out;
  }

  ThreadPool pool;
  std::unique_ptr<WeightSource> source;
  const ArchDef& arch;
  ModelConfig config;
  ModelWeights weights;
  Decoder decoder;
  KvPool cache_pool;
};

}  // namespace assay::local::test
