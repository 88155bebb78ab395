#include "backends/local/model/layer_weights.h"

#include <fmt/core.h>

#include <cmath>
#include <optional>
#include <utility>

#include "backends/local/model/rope.h"
#include "backends/local/model/tensor_picker.h"
#include "harness/core/error.h"

namespace assay::local {
namespace {

class Loader {
 public:
  Loader(const WeightSource& source, const ArchDef& arch, const ModelConfig& config, ThreadPool& pool)
      : names_(arch.names(source.format())), config_(config), picker_(source, config.file), pool_(pool) {}

  ModelWeights load() {
    ModelWeights weights;
    const ModelConfig& c = config_;
    const TensorView& embedding = picker_.required(std::string(names_.embedding), {c.vocab_size, c.hidden_size});
    weights.embedding = EmbeddingTable(embedding);
    for (std::int64_t layer = 0; layer < c.num_layers; ++layer) weights.layers.push_back(load_layer(layer));
    weights.final_norm = norm(names_.final_norm, 0);
    load_head(weights, embedding);
    weights.rope_frequencies = rope_frequencies(c, rope_factors());
    picker_.refuse_leftovers(names_.ignored_endings);
    weights.num_parameters = picker_.num_values();
    return weights;
  }

 private:
  LayerWeights load_layer(std::int64_t layer) {
    const ModelConfig& c = config_;
    const std::int64_t q_size = c.num_heads * c.head_dim, kv_size = c.num_kv_heads * c.head_dim;
    LayerWeights out;
    out.attention_norm = norm(names_.attention_norm, layer);
    out.ffn_norm = norm(names_.ffn_norm, layer);
    out.q = linear(names_.q, names_.q_bias, c.attention_bias, layer, q_size, c.hidden_size);
    out.k = linear(names_.k, names_.k_bias, c.attention_bias, layer, kv_size, c.hidden_size);
    out.v = linear(names_.v, names_.v_bias, c.attention_bias, layer, kv_size, c.hidden_size);
    out.o = linear(names_.o, names_.o_bias, c.attention_bias, layer, c.hidden_size, q_size);
    out.gate = linear(names_.gate, names_.gate_bias, c.mlp_bias, layer, c.ffn_size, c.hidden_size);
    out.up = linear(names_.up, names_.up_bias, c.mlp_bias, layer, c.ffn_size, c.hidden_size);
    out.down = linear(names_.down, names_.down_bias, c.mlp_bias, layer, c.hidden_size, c.ffn_size);
    return out;
  }

  void load_head(ModelWeights& weights, const TensorView& embedding) {
    const std::vector<std::int64_t> shape = {config_.vocab_size, config_.hidden_size};
    const std::string name(names_.head);
    const bool tied = config_.tied_head ? *config_.tied_head : picker_.maybe(name, shape) == nullptr;
    weights.tied_head = tied;
    // A tied checkpoint may hold the same matrix twice; the reference takes the embedding.
    if (tied) picker_.ignore(name);
    weights.head = Linear(tied ? embedding : picker_.required(name, shape), {}, pool_);
  }

  std::vector<float> norm(std::string_view pattern, std::int64_t layer) {
    return to_floats(picker_.required(tensor_name(pattern, layer), {config_.hidden_size}));
  }

  std::vector<float> rope_factors() {
    if (names_.rope_factors.empty()) return {};
    const std::string name(names_.rope_factors);
    const TensorView* tensor = picker_.maybe(name, {config_.rotary_dim / 2});
    if (tensor == nullptr) return {};
    std::vector<float> factors = to_floats(*tensor);
    for (const float factor : factors)
      if (!(factor > 0.0f) || !std::isfinite(factor))
        throw Error(ErrorKind::kRuntime, fmt::format("{}: tensor '{}' holds {}; expected finite numbers over 0",
                                                     config_.file, name, factor));
    return factors;
  }

  Linear linear(std::string_view weight, std::string_view bias, std::optional<bool> has_bias, std::int64_t layer,
                std::int64_t outputs, std::int64_t inputs) {
    const TensorView& matrix = picker_.required(tensor_name(weight, layer), {outputs, inputs});
    // What the configuration denies stays untaken and is refused in the end.
    const TensorView* offsets = nullptr;
    if (!bias.empty() && has_bias.value_or(true)) {
      const std::string name = tensor_name(bias, layer);
      offsets = has_bias ? &picker_.required(name, {outputs}) : picker_.maybe(name, {outputs});
    }
    return Linear(matrix, offsets == nullptr ? std::vector<float>{} : to_floats(*offsets), pool_);
  }

  const TensorNames& names_;
  const ModelConfig& config_;
  TensorPicker picker_;
  ThreadPool& pool_;
};

}  // namespace

ModelWeights load_model_weights(const WeightSource& source, const ArchDef& arch, const ModelConfig& config,
                                ThreadPool& pool) {
  return Loader(source, arch, config, pool).load();
}

}  // namespace assay::local
