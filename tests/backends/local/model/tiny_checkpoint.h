#pragma once

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "harness/core/random.h"
#include "tests/support/gguf_writer.h"
#include "tests/support/shared.h"

namespace assay::local::test {

/// A random Llama of a few thousand numbers as a GGUF file, with places to break it.
struct TinyCheckpoint {
  std::uint32_t vocab = 48, hidden = 32, ffn = 40, layers = 2, heads = 4, kv_heads = 2, context = 160;
  std::uint32_t embedding_rows = 48;  ///< of the tensor, where it shall differ from `vocab`
  std::string omit{};                 ///< a tensor that is left out
  std::string nan_in{};               ///< a tensor whose first number is NaN
  std::string extra{};                ///< a tensor that has no place
  std::string architecture = "llama";
  std::string scaling{};  ///< rope.scaling.type
  std::vector<std::pair<std::string, std::uint32_t>> more_keys{};

  std::string write(const assay::test::TempFolder& folder) const {
    assay::test::GgufWriter writer;
    writer.set_string("general.architecture", architecture);
    writer.set_uint32("llama.vocab_size", vocab).set_uint32("llama.embedding_length", hidden);
    writer.set_uint32("llama.feed_forward_length", ffn).set_uint32("llama.block_count", layers);
    writer.set_uint32("llama.attention.head_count", heads).set_uint32("llama.attention.head_count_kv", kv_heads);
    writer.set_uint32("llama.context_length", context).set_float("llama.attention.layer_norm_rms_epsilon", 1e-5f);
    if (!scaling.empty()) writer.set_string("llama.rope.scaling.type", scaling);
    for (const auto& [key, value] : more_keys) writer.set_uint32(key, value);
    RandomStream random(99);
    const auto add = [&](const std::string& name, std::vector<std::int64_t> shape, float middle) {
      std::int64_t count = 1;
      for (const std::int64_t extent : shape) count *= extent;
      std::vector<float> values;
      for (std::int64_t i = 0; i < count; ++i)
        values.push_back(middle + static_cast<float>(random.uniform() - 0.5) * 0.8f);
      if (name == nan_in) values[0] = std::nanf("");
      if (name != omit) writer.add_floats(name, shape, values);
    };
    const std::int64_t kv = hidden / heads * kv_heads;
    add("token_embd.weight", {embedding_rows, hidden}, 0.0f);
    for (std::uint32_t layer = 0; layer < layers; ++layer) {
      const std::string prefix = "blk." + std::to_string(layer) + ".";
      add(prefix + "attn_norm.weight", {hidden}, 1.0f);
      add(prefix + "attn_q.weight", {hidden, hidden}, 0.0f);
      add(prefix + "attn_k.weight", {kv, hidden}, 0.0f);
      add(prefix + "attn_v.weight", {kv, hidden}, 0.0f);
      add(prefix + "attn_output.weight", {hidden, hidden}, 0.0f);
      add(prefix + "ffn_norm.weight", {hidden}, 1.0f);
      add(prefix + "ffn_gate.weight", {ffn, hidden}, 0.0f);
      add(prefix + "ffn_up.weight", {ffn, hidden}, 0.0f);
      add(prefix + "ffn_down.weight", {hidden, ffn}, 0.0f);
    }
    add("output_norm.weight", {hidden}, 1.0f);
    add("output.weight", {vocab, hidden}, 0.0f);
    if (!extra.empty()) add(extra, {4}, 0.0f);
    return folder.write("tiny.gguf", writer.build());
  }
};

}  // namespace assay::local::test
