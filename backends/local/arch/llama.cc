// Llama 1 to 3 and what has their shape (SmolLM2, TinyLlama): RMSNorm before attention and feed-forward, rotary
// positions, grouped queries, a SiLU-gated feed-forward. Source: Touvron et al. 2023 (arXiv:2302.13971), section 2.2;
// Dubey et al. 2024 (arXiv:2407.21783), section 3.2.
#include <array>

#include "backends/local/model/arch_def.h"

namespace assay::local::arch {
namespace {

constexpr std::array<std::string_view, 1> kModelTypes = {"llama"};
constexpr std::array<std::string_view, 1> kClasses = {"LlamaForCausalLM"};
constexpr std::array<std::string_view, 2> kActivations = {"silu", "swish"};
// Exports by old versions of transformers keep the frequencies, which the configuration gives already.
constexpr std::array<std::string_view, 1> kIgnored = {".rotary_emb.inv_freq"};

}  // namespace

extern const ArchDef llama;
const ArchDef llama{
    .name = "llama",
    .summary = "Llama 1 to 3 and models of their shape, such as SmolLM2 and TinyLlama.",
    .gguf_architecture = "llama",
    .hf_model_types = kModelTypes,
    .hf_architectures = kClasses,
    .gguf =
        {
            .embedding = "token_embd.weight",
            .final_norm = "output_norm.weight",
            .head = "output.weight",
            .attention_norm = "blk.{}.attn_norm.weight",
            .q = "blk.{}.attn_q.weight",
            .k = "blk.{}.attn_k.weight",
            .v = "blk.{}.attn_v.weight",
            .o = "blk.{}.attn_output.weight",
            .q_bias = "blk.{}.attn_q.bias",
            .k_bias = "blk.{}.attn_k.bias",
            .v_bias = "blk.{}.attn_v.bias",
            .o_bias = "blk.{}.attn_output.bias",
            .ffn_norm = "blk.{}.ffn_norm.weight",
            .gate = "blk.{}.ffn_gate.weight",
            .up = "blk.{}.ffn_up.weight",
            .down = "blk.{}.ffn_down.weight",
            .gate_bias = "blk.{}.ffn_gate.bias",
            .up_bias = "blk.{}.ffn_up.bias",
            .down_bias = "blk.{}.ffn_down.bias",
            .rope_factors = "rope_freqs.weight",
            .ignored_endings = {},
        },
    .hf =
        {
            .embedding = "model.embed_tokens.weight",
            .final_norm = "model.norm.weight",
            .head = "lm_head.weight",
            .attention_norm = "model.layers.{}.input_layernorm.weight",
            .q = "model.layers.{}.self_attn.q_proj.weight",
            .k = "model.layers.{}.self_attn.k_proj.weight",
            .v = "model.layers.{}.self_attn.v_proj.weight",
            .o = "model.layers.{}.self_attn.o_proj.weight",
            .q_bias = "model.layers.{}.self_attn.q_proj.bias",
            .k_bias = "model.layers.{}.self_attn.k_proj.bias",
            .v_bias = "model.layers.{}.self_attn.v_proj.bias",
            .o_bias = "model.layers.{}.self_attn.o_proj.bias",
            .ffn_norm = "model.layers.{}.post_attention_layernorm.weight",
            .gate = "model.layers.{}.mlp.gate_proj.weight",
            .up = "model.layers.{}.mlp.up_proj.weight",
            .down = "model.layers.{}.mlp.down_proj.weight",
            .gate_bias = "model.layers.{}.mlp.gate_proj.bias",
            .up_bias = "model.layers.{}.mlp.up_proj.bias",
            .down_bias = "model.layers.{}.mlp.down_proj.bias",
            .rope_factors = "",
            .ignored_endings = kIgnored,
        },
    // The converter to GGUF reorders the rows of q and k for pairs of neighbours.
    .gguf_interleaved_rope = true,
    .hf_interleaved_rope = false,
    .hf_tied_by_default = false,
    .hf_activations = kActivations,
};

}  // namespace assay::local::arch
