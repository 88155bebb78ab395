#include "backends/local/model/model_config.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "backends/local/model/metadata_fields.h"
#include "harness/core/error.h"

namespace assay::local {
namespace {

// Far beyond every published model, and small enough that no product of two overflows.
constexpr std::int64_t kMaxWidth = 1 << 20, kMaxLayers = 4096, kMaxVocab = 1 << 24, kMaxContext = 1 << 28;
constexpr double kMaxTheta = 1e12, kMaxFactor = 1e6;

void check_heads(const MetadataFields& fields, const ModelConfig& config, std::string_view heads_key,
                 std::string_view kv_heads_key, std::string_view head_dim_key) {
  if (config.num_heads % config.num_kv_heads != 0)
    fields.fail(kv_heads_key, fmt::to_string(config.num_kv_heads),
                fmt::format("a divisor of the {} heads of {}", config.num_heads, heads_key));
  if (config.head_dim % 2 != 0)
    fields.fail(head_dim_key, fmt::to_string(config.head_dim), "an even number, since rotary positions turn pairs");
}

// The size of a head where no key gives it.
std::int64_t divided_head_dim(const MetadataFields& fields, const ModelConfig& config, std::string_view heads_key) {
  if (config.hidden_size % config.num_heads != 0)
    fields.fail(heads_key, fmt::to_string(config.num_heads),
                fmt::format("a divisor of the hidden size {}", config.hidden_size));
  return config.hidden_size / config.num_heads;
}

void read_gguf_scaling(const MetadataFields& fields, ModelConfig& config) {
  const std::string type = fields.maybe_text("rope.scaling.type").value_or("none");
  if (type == "linear") {
    config.rope_scaling.kind = RopeScaling::Kind::kLinear;
    config.rope_scaling.factor = fields.number("rope.scaling.factor", 1e-6, kMaxFactor);
  } else if (type != "none") {
    fields.fail("rope.scaling.type", "'" + type + "'", "none or linear: this kind is not supported");
  } else if (const auto factor = fields.maybe_number("rope.scale_linear", 1e-6, kMaxFactor)) {
    config.rope_scaling.kind = RopeScaling::Kind::kLinear;  // the key's name before `rope.scaling`
    config.rope_scaling.factor = *factor;
  }
}

ModelConfig read_gguf(const WeightSource& source, const ArchDef& arch) {
  const std::string file = metadata_file(source);
  const MetadataFields fields(source.metadata(), file, fmt::format("{}.", arch.gguf_architecture));
  ModelConfig config;
  config.file = file;
  config.hidden_size = fields.integer("embedding_length", 1, kMaxWidth);
  config.ffn_size = fields.integer("feed_forward_length", 1, kMaxWidth);
  config.num_layers = fields.integer("block_count", 1, kMaxLayers);
  config.num_heads = fields.integer("attention.head_count", 1, kMaxWidth);
  config.num_kv_heads = fields.maybe_integer("attention.head_count_kv", 1, kMaxWidth).value_or(config.num_heads);
  const auto key_length = fields.maybe_integer("attention.key_length", 1, kMaxWidth);
  config.head_dim = key_length ? *key_length : divided_head_dim(fields, config, "attention.head_count");
  const auto value_length = fields.maybe_integer("attention.value_length", 1, kMaxWidth);
  if (value_length && *value_length != config.head_dim)
    fields.fail("attention.value_length", fmt::to_string(*value_length),
                fmt::format("{}, as the keys have", config.head_dim));
  check_heads(fields, config, "attention.head_count", "attention.head_count_kv",
              key_length ? "attention.key_length" : "attention.head_count");
  config.rotary_dim = fields.maybe_integer("rope.dimension_count", 2, config.head_dim).value_or(config.head_dim);
  if (config.rotary_dim % 2 != 0)
    fields.fail("rope.dimension_count", fmt::to_string(config.rotary_dim), "an even number");
  config.context_length = fields.integer("context_length", 1, kMaxContext);
  config.rms_eps = static_cast<float>(fields.number("attention.layer_norm_rms_epsilon", 0.0, 1.0));
  config.rope_theta = fields.maybe_number("rope.freq_base", 1e-3, kMaxTheta).value_or(10000.0);
  if (const auto experts = fields.maybe_integer("expert_count", 0, kMaxWidth); experts && *experts > 0)
    fields.fail("expert_count", fmt::to_string(*experts), "0: mixtures of experts are not supported");
  read_gguf_scaling(fields, config);
  config.interleaved_rope = arch.gguf_interleaved_rope;
  config.vocab_size = fields.maybe_integer("vocab_size", 1, kMaxVocab).value_or(0);
  return config;
}

// `rope_scaling` (transformers 4) and `rope_parameters` (transformers 5, with rope_theta in it) say the same.
void read_hf_rope(const MetadataFields& fields, const std::string& file, ModelConfig& config) {
  config.rope_theta = fields.maybe_number("rope_theta", 1e-3, kMaxTheta).value_or(10000.0);
  for (const std::string_view key : {"rope_scaling", "rope_parameters"}) {
    const Value* object = fields.maybe_object(key);
    if (object == nullptr) continue;
    const MetadataFields rope(*object, file, "", std::string(key) + ".");
    config.rope_theta = rope.maybe_number("rope_theta", 1e-3, kMaxTheta).value_or(config.rope_theta);
    if (const auto part = rope.maybe_number("partial_rotary_factor", 0.0, 1.0); part && *part != 1.0)
      rope.fail("partial_rotary_factor", fmt::to_string(*part), "1: rotating a part of a head is not supported here");
    const std::string_view type_key = rope.find("rope_type") != nullptr ? "rope_type" : "type";
    const std::string type = rope.maybe_text(type_key).value_or("default");
    RopeScaling& scaling = config.rope_scaling;
    if (type == "linear") {
      scaling.kind = RopeScaling::Kind::kLinear;
      scaling.factor = rope.number("factor", 1e-6, kMaxFactor);
    } else if (type == "llama3") {
      scaling.kind = RopeScaling::Kind::kLlama3;
      scaling.factor = rope.number("factor", 1e-6, kMaxFactor);
      scaling.low_freq_factor = rope.number("low_freq_factor", 1e-6, kMaxFactor);
      scaling.high_freq_factor = rope.number("high_freq_factor", 1e-6, kMaxFactor);
      scaling.original_context = rope.number("original_max_position_embeddings", 1.0, kMaxContext);
      if (scaling.high_freq_factor <= scaling.low_freq_factor)
        rope.fail("high_freq_factor", fmt::to_string(scaling.high_freq_factor),
                  fmt::format("more than low_freq_factor {}", scaling.low_freq_factor));
    } else if (type != "default" && type != "none") {
      rope.fail(type_key, "'" + type + "'", "default, linear or llama3: this kind is not supported");
    }
  }
}

ModelConfig read_hf(const WeightSource& source, const ArchDef& arch) {
  const std::string file = metadata_file(source);
  const MetadataFields fields(source.metadata(), file);
  ModelConfig config;
  config.file = file;
  config.vocab_size = fields.integer("vocab_size", 1, kMaxVocab);
  config.hidden_size = fields.integer("hidden_size", 1, kMaxWidth);
  config.ffn_size = fields.integer("intermediate_size", 1, kMaxWidth);
  config.num_layers = fields.integer("num_hidden_layers", 1, kMaxLayers);
  config.num_heads = fields.integer("num_attention_heads", 1, kMaxWidth);
  config.num_kv_heads = fields.maybe_integer("num_key_value_heads", 1, kMaxWidth).value_or(config.num_heads);
  const auto head_dim = fields.maybe_integer("head_dim", 1, kMaxWidth);
  config.head_dim = head_dim ? *head_dim : divided_head_dim(fields, config, "num_attention_heads");
  check_heads(fields, config, "num_attention_heads", "num_key_value_heads",
              head_dim ? "head_dim" : "num_attention_heads");
  config.rotary_dim = config.head_dim;
  config.context_length = fields.integer("max_position_embeddings", 1, kMaxContext);
  config.rms_eps = static_cast<float>(fields.number("rms_norm_eps", 0.0, 1.0));
  read_hf_rope(fields, file, config);
  config.interleaved_rope = arch.hf_interleaved_rope;
  const std::string activation = fields.maybe_text("hidden_act").value_or("silu");
  if (std::find(arch.hf_activations.begin(), arch.hf_activations.end(), activation) == arch.hf_activations.end())
    fields.fail("hidden_act", "'" + activation + "'", fmt::format("{}", fmt::join(arch.hf_activations, " or ")));
  if (fields.find("quantization_config") != nullptr)
    fields.fail("quantization_config", "set", "plain weights: this kind of quantised checkpoint is not supported");
  config.tied_head = fields.maybe_flag("tie_word_embeddings").value_or(arch.hf_tied_by_default);
  config.attention_bias = fields.maybe_flag("attention_bias").value_or(false);
  config.mlp_bias = fields.maybe_flag("mlp_bias").value_or(false);
  return config;
}

}  // namespace

ModelConfig read_model_config(const WeightSource& source, const ArchDef& arch) {
  ModelConfig config = source.format() == "gguf" ? read_gguf(source, arch) : read_hf(source, arch);
  // GGUF files of old converters leave the vocabulary's size to the embedding.
  if (config.vocab_size == 0)
    if (const TensorView* embedding = source.find(arch.names(source.format()).embedding);
        embedding != nullptr && embedding->shape.size() == 2)
      config.vocab_size = embedding->shape[0];
  return config;
}

}  // namespace assay::local
