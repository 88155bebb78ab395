#pragma once

#include <cstdint>
#include <vector>

#include "backends/local/kernels/parallel.h"
#include "backends/local/model/arch_def.h"
#include "backends/local/model/linear.h"
#include "backends/local/model/model_config.h"
#include "backends/local/weights/weight_source.h"

namespace assay::local {

/// The weights of one layer of a decoder.
struct LayerWeights {
  std::vector<float> attention_norm, ffn_norm;
  Linear q, k, v, o;
  Linear gate, up, down;
};

/// All weights of a decoder, ready for the kernels.
struct ModelWeights {
  EmbeddingTable embedding;
  std::vector<LayerWeights> layers;
  std::vector<float> final_norm;
  Linear head;
  std::vector<double> rope_frequencies;
  bool tied_head = false;
  std::int64_t num_parameters = 0;
};

/// Packs the weights. `source` outlives the result, which reads embedding rows from it.
/// Throws: Error(kRuntime) with file and tensor for one that is missing, has another shape than `config` says, or has
/// no place in the model.
ModelWeights load_model_weights(const WeightSource& source, const ArchDef& arch, const ModelConfig& config,
                                ThreadPool& pool);

}  // namespace assay::local
