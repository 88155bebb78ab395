#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "backends/local/model/arch_def.h"
#include "backends/local/weights/weight_source.h"

namespace assay::local {

/// How rotary frequencies are stretched for contexts longer than those of the first training.
struct RopeScaling {
  enum class Kind {
    kNone,
    kLinear,  ///< every frequency divided by `factor`
    kLlama3,  ///< low frequencies divided by `factor`, high ones kept, a smooth passage between them
  };
  Kind kind = Kind::kNone;
  double factor = 1.0;
  double low_freq_factor = 1.0;
  double high_freq_factor = 4.0;
  double original_context = 8192.0;
};

/// The measures of a decoder, checked to be in range and to fit each other.
struct ModelConfig {
  std::string file;  ///< where it was read, for messages
  std::int64_t vocab_size = 0;
  std::int64_t hidden_size = 0;
  std::int64_t ffn_size = 0;
  std::int64_t num_layers = 0;
  std::int64_t num_heads = 0;
  std::int64_t num_kv_heads = 0;
  std::int64_t head_dim = 0;
  std::int64_t rotary_dim = 0;      ///< leading numbers of a head that are rotated
  std::int64_t context_length = 0;  ///< most positions of a sequence
  float rms_eps = 0.0f;
  double rope_theta = 10000.0;
  RopeScaling rope_scaling;
  bool interleaved_rope = false;
  /// The head is the embedding; nullopt: where there is no tensor of the head.
  std::optional<bool> tied_head;
  /// Whether the projections have biases; nullopt: where there are tensors of them.
  std::optional<bool> attention_bias, mlp_bias;
};

/// Reads the configuration from GGUF's keys or from config.json.
/// Throws: Error(kRuntime) with file, key, offending value and what was expected, also for what is not supported.
ModelConfig read_model_config(const WeightSource& source, const ArchDef& arch);

}  // namespace assay::local
