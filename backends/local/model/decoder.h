#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "backends/local/cache/kv_cache.h"
#include "backends/local/kernels/kernels.h"
#include "backends/local/kernels/parallel.h"
#include "backends/local/model/layer_weights.h"
#include "backends/local/model/model_config.h"

namespace assay::local {

/// Some more tokens of one sequence.
struct Segment {
  KvSequence* cache = nullptr;           ///< the tokens before; grows by these
  std::span<const std::int32_t> tokens;  ///< not empty, each inside the vocabulary
  std::int64_t wanted_from = 0;          ///< outputs are wanted of tokens[wanted_from..]; tokens.size() for none
};

/// What the model says after one token.
struct RowOutput {
  std::int64_t segment = 0;
  std::int64_t row = 0;           ///< the token's index in the segment
  std::span<const float> hidden;  ///< the last hidden state, normalised [hidden_size]
  std::span<const float> logits;  ///< of the next token [vocab_size]
};

/// Takes one output; the spans are valid during the call. Threads: called from several threads at once, for different
/// rows; must not throw.
using RowSink = std::function<void(const RowOutput&)>;

/// The one forward pass of all decoders. The rows of all segments go through the matrices together, attention is by
/// segment, the residual stream is f32. The output of a token depends on the tokens before it and on nothing else: not
/// on the other segments, on how a sequence is cut into segments, nor on the number of threads - to the bit. Threads:
/// one thread.
class Decoder {
 public:
  /// All outlive the decoder.
  Decoder(const ModelConfig& config, const ModelWeights& weights, const KernelTable& table, ThreadPool& pool);

  /// The shape of the caches that it works on.
  KvShape kv_shape() const;
  /// log(sum(exp(logits))), the sum in double precision. Threads: any.
  double log_sum_exp(std::span<const float> logits) const {
    return table_.log_sum_exp(logits.data(), static_cast<std::int64_t>(logits.size()));
  }
  /// Runs the segments, of which each has a cache of its own. Throws: Error(kRuntime) where memory is out.
  void forward(std::span<const Segment> segments, const RowSink& sink);

 private:
  /// Where the rows of a segment lie.
  struct Place {
    const Segment* segment;
    std::int64_t first_row, first_position, num_rows;
  };
  struct AttentionTask {
    std::int64_t place, first_query, num_queries, head_begin, head_end;
  };

  void enter(std::span<const Segment> segments);
  void reserve(std::int64_t rows, std::int64_t longest);
  void plan_attention();
  void attend(std::int64_t layer);
  void rotate_and_store(std::int64_t layer);
  void feed_forward(const LayerWeights& layer);
  void normalise(const std::vector<float>& weights, const float* from, float* to, std::int64_t rows);
  void add_to_residual();
  void leave(std::span<const Segment> segments, const RowSink& sink);

  const ModelConfig& config_;
  const ModelWeights& weights_;
  const KernelTable& table_;
  ThreadPool& pool_;

  std::int64_t rows_ = 0;
  std::vector<Place> places_;
  std::vector<AttentionTask> tasks_;
  std::vector<std::int64_t> row_place_;  // of each row, its place
  std::vector<const float*> key_blocks_, value_blocks_;
  std::vector<std::int64_t> first_block_;  // of each place, its first pointer in key_blocks_
  // Shapes: x, h, mixed [rows, hidden]; q, attended [rows, heads * head_dim]; k, v [rows, kv_heads * head_dim];
  // gate, up [rows, ffn]; cos, sin [rows, rotary_dim / 2].
  std::vector<float> x_, h_, q_, k_, v_, attended_, gate_, up_, cos_, sin_;
  std::vector<float> scratch_, out_hidden_, out_logits_;
  std::int64_t scratch_stride_ = 0;
};

}  // namespace assay::local
