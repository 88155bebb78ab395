#include "backends/local/model/decoder.h"

#include <algorithm>
#include <cmath>

#include "backends/local/model/rope.h"
#include "harness/core/check.h"

namespace assay::local {
namespace {

// Rows of outputs at a time: the logits of a large vocabulary stay within the caches of a CPU.
constexpr std::int64_t kOutputRows = 32;
// Queries of one piece of attention.
constexpr std::int64_t kAttentionQueries = 32;
// Rows of one piece of a row-wise loop; fewer are not worth waking a thread.
constexpr std::int64_t kRowGrain = 8;

void resize_at_least(std::vector<float>& buffer, std::int64_t size) {
  if (static_cast<std::int64_t>(buffer.size()) < size) buffer.resize(static_cast<std::size_t>(size));
}

}  // namespace

Decoder::Decoder(const ModelConfig& config, const ModelWeights& weights, const KernelTable& table, ThreadPool& pool)
    : config_(config), weights_(weights), table_(table), pool_(pool) {}

KvShape Decoder::kv_shape() const { return {config_.num_layers, config_.num_kv_heads, config_.head_dim, kKvBlock}; }

void Decoder::forward(std::span<const Segment> segments, const RowSink& sink) {
  enter(segments);
  for (std::int64_t index = 0; index < config_.num_layers; ++index) {
    const LayerWeights& layer = weights_.layers[static_cast<std::size_t>(index)];
    normalise(layer.attention_norm, x_.data(), h_.data(), rows_);
    layer.q.apply(pool_, table_, h_.data(), rows_, q_.data());
    layer.k.apply(pool_, table_, h_.data(), rows_, k_.data());
    layer.v.apply(pool_, table_, h_.data(), rows_, v_.data());
    rotate_and_store(index);
    attend(index);
    layer.o.apply(pool_, table_, attended_.data(), rows_, h_.data());
    add_to_residual();
    normalise(layer.ffn_norm, x_.data(), h_.data(), rows_);
    feed_forward(layer);
    add_to_residual();
  }
  leave(segments, sink);
}

// Lays the tokens of all segments out as rows and makes room in the caches.
void Decoder::enter(std::span<const Segment> segments) {
  places_.clear();
  row_place_.clear();
  rows_ = 0;
  std::int64_t longest = 0;
  for (const Segment& segment : segments) {
    const auto count = static_cast<std::int64_t>(segment.tokens.size());
    ASSAY_CHECK(count > 0 && segment.cache != nullptr);
    const std::int64_t first = segment.cache->length();
    segment.cache->grow(count);
    row_place_.insert(row_place_.end(), segment.tokens.size(), static_cast<std::int64_t>(places_.size()));
    places_.push_back({&segment, rows_, first, count});
    rows_ += count;
    longest = std::max(longest, first + count);
  }
  reserve(rows_, longest);
  const std::int64_t pairs = config_.rotary_dim / 2;
  pool_.parallel_for(
      rows_,
      [&](std::int64_t begin, std::int64_t end, int) {
        for (std::int64_t row = begin; row < end; ++row) {
          const Place& place = places_[static_cast<std::size_t>(row_place_[static_cast<std::size_t>(row)])];
          const std::int64_t index = row - place.first_row;
          weights_.embedding.row(place.segment->tokens[static_cast<std::size_t>(index)],
                                 x_.data() + row * config_.hidden_size);
          rope_angles(weights_.rope_frequencies, place.first_position + index, cos_.data() + row * pairs,
                      sin_.data() + row * pairs);
        }
      },
      kRowGrain);
  plan_attention();
}

void Decoder::reserve(std::int64_t rows, std::int64_t longest) {
  const ModelConfig& c = config_;
  for (std::vector<float>* buffer : {&x_, &h_}) resize_at_least(*buffer, rows * c.hidden_size);
  for (std::vector<float>* buffer : {&q_, &attended_}) resize_at_least(*buffer, rows * c.num_heads * c.head_dim);
  for (std::vector<float>* buffer : {&k_, &v_}) resize_at_least(*buffer, rows * c.num_kv_heads * c.head_dim);
  for (std::vector<float>* buffer : {&gate_, &up_}) resize_at_least(*buffer, rows * c.ffn_size);
  for (std::vector<float>* buffer : {&cos_, &sin_}) resize_at_least(*buffer, rows * c.rotary_dim / 2);
  scratch_stride_ = (attention_scratch(longest) + 15) / 16 * 16;
  resize_at_least(scratch_, scratch_stride_ * pool_.size());
}

// Cuts attention into pieces of queries and heads, the costly ones first so that no thread is left with one at the end.
void Decoder::plan_attention() {
  tasks_.clear();
  first_block_.clear();
  std::int64_t num_blocks = 0;
  const std::int64_t group = config_.num_heads / config_.num_kv_heads;
  for (std::size_t p = 0; p < places_.size(); ++p) {
    first_block_.push_back(num_blocks);
    num_blocks += static_cast<std::int64_t>(places_[p].segment->cache->blocks().size());
    // Heads that share keys go together where there are pieces enough.
    const std::int64_t chunks = (places_[p].num_rows + kAttentionQueries - 1) / kAttentionQueries;
    const bool grouped = chunks * config_.num_kv_heads * static_cast<std::int64_t>(places_.size()) >= 4 * pool_.size();
    const std::int64_t heads = grouped ? group : 1;
    for (std::int64_t chunk = chunks - 1; chunk >= 0; --chunk) {
      const std::int64_t first = chunk * kAttentionQueries;
      const std::int64_t count = std::min(kAttentionQueries, places_[p].num_rows - first);
      for (std::int64_t head = 0; head < config_.num_heads; head += heads)
        tasks_.push_back({static_cast<std::int64_t>(p), first, count, head, head + heads});
    }
  }
}

void Decoder::normalise(const std::vector<float>& weights, const float* from, float* to, std::int64_t rows) {
  const std::int64_t dim = config_.hidden_size;
  pool_.parallel_for(
      rows,
      [&](std::int64_t begin, std::int64_t end, int) {
        table_.rms_norm(from + begin * dim, weights.data(), to + begin * dim, end - begin, dim, config_.rms_eps);
      },
      kRowGrain);
}

void Decoder::rotate_and_store(std::int64_t layer) {
  const ModelConfig& c = config_;
  const std::int64_t q_size = c.num_heads * c.head_dim, kv_size = c.num_kv_heads * c.head_dim;
  const std::int64_t pairs = c.rotary_dim / 2;
  pool_.parallel_for(
      rows_,
      [&](std::int64_t begin, std::int64_t end, int) {
        for (std::int64_t row = begin; row < end; ++row) {
          const float* cos = cos_.data() + row * pairs;
          const float* sin = sin_.data() + row * pairs;
          float* k = k_.data() + row * kv_size;
          table_.rope(q_.data() + row * q_size, c.num_heads, c.head_dim, c.rotary_dim, cos, sin, c.interleaved_rope);
          table_.rope(k, c.num_kv_heads, c.head_dim, c.rotary_dim, cos, sin, c.interleaved_rope);
          const Place& place = places_[static_cast<std::size_t>(row_place_[static_cast<std::size_t>(row)])];
          place.segment->cache->store(layer, place.first_position + row - place.first_row, k,
                                      v_.data() + row * kv_size);
        }
      },
      kRowGrain);
}

void Decoder::attend(std::int64_t layer) {
  const ModelConfig& c = config_;
  const std::int64_t width = c.num_heads * c.head_dim;
  key_blocks_.clear();
  value_blocks_.clear();
  for (const Place& place : places_) {
    place.segment->cache->key_blocks(layer, key_blocks_);
    place.segment->cache->value_blocks(layer, value_blocks_);
  }
  const auto scale = static_cast<float>(1.0 / std::sqrt(static_cast<double>(c.head_dim)));
  pool_.parallel_for(static_cast<std::int64_t>(tasks_.size()), [&](std::int64_t begin, std::int64_t end, int worker) {
    for (std::int64_t t = begin; t < end; ++t) {
      const AttentionTask& task = tasks_[static_cast<std::size_t>(t)];
      const Place& place = places_[static_cast<std::size_t>(task.place)];
      const std::int64_t blocks = first_block_[static_cast<std::size_t>(task.place)];
      AttentionArgs args;
      args.q = q_.data() + (place.first_row + task.first_query) * width;
      args.q_stride = width;
      args.out = attended_.data() + (place.first_row + task.first_query) * width;
      args.out_stride = width;
      args.key_blocks = key_blocks_.data() + blocks;
      args.value_blocks = value_blocks_.data() + blocks;
      args.num_queries = task.num_queries;
      args.first_position = place.first_position + task.first_query;
      args.num_heads = c.num_heads;
      args.num_kv_heads = c.num_kv_heads;
      args.head_dim = c.head_dim;
      args.head_begin = task.head_begin;
      args.head_end = task.head_end;
      args.scale = scale;
      args.scratch = scratch_.data() + worker * scratch_stride_;
      table_.attention(args);
    }
  });
}

// h = down(silu(gate(h)) * up(h)).
void Decoder::feed_forward(const LayerWeights& layer) {
  layer.gate.apply(pool_, table_, h_.data(), rows_, gate_.data());
  layer.up.apply(pool_, table_, h_.data(), rows_, up_.data());
  const std::int64_t ffn = config_.ffn_size;
  pool_.parallel_for(
      rows_,
      [&](std::int64_t begin, std::int64_t end, int) {
        for (std::int64_t row = begin; row < end; ++row)
          table_.silu_mul(gate_.data() + row * ffn, up_.data() + row * ffn, ffn);
      },
      kRowGrain);
  layer.down.apply(pool_, table_, gate_.data(), rows_, h_.data());
}

void Decoder::add_to_residual() {
  const std::int64_t dim = config_.hidden_size;
  pool_.parallel_for(
      rows_,
      [&](std::int64_t begin, std::int64_t end, int) {
        for (std::int64_t row = begin; row < end; ++row) table_.add(x_.data() + row * dim, h_.data() + row * dim, dim);
      },
      kRowGrain);
}

// The head is the largest matrix, so only rows whose output is wanted go through it.
void Decoder::leave(std::span<const Segment> segments, const RowSink& sink) {
  struct Wanted {
    std::int64_t segment, row;
  };
  std::vector<Wanted> wanted;
  for (std::size_t s = 0; s < segments.size(); ++s)
    for (std::int64_t row = segments[s].wanted_from; row < places_[s].num_rows; ++row)
      wanted.push_back({static_cast<std::int64_t>(s), row});
  const std::int64_t dim = config_.hidden_size, vocab = config_.vocab_size;
  const auto total = static_cast<std::int64_t>(wanted.size());
  for (std::int64_t first = 0; first < total; first += kOutputRows) {
    const std::int64_t count = std::min(kOutputRows, total - first);
    resize_at_least(out_hidden_, count * dim);
    resize_at_least(out_logits_, count * vocab);
    for (std::int64_t i = 0; i < count; ++i) {
      const Wanted& one = wanted[static_cast<std::size_t>(first + i)];
      const std::int64_t row = places_[static_cast<std::size_t>(one.segment)].first_row + one.row;
      std::copy_n(x_.data() + row * dim, dim, out_hidden_.data() + i * dim);
    }
    normalise(weights_.final_norm, out_hidden_.data(), out_hidden_.data(), count);
    weights_.head.apply(pool_, table_, out_hidden_.data(), count, out_logits_.data());
    pool_.parallel_for(count, [&](std::int64_t begin, std::int64_t end, int) {
      for (std::int64_t i = begin; i < end; ++i) {
        const Wanted& one = wanted[static_cast<std::size_t>(first + i)];
        sink({one.segment,
              one.row,
              {out_hidden_.data() + i * dim, static_cast<std::size_t>(dim)},
              {out_logits_.data() + i * vocab, static_cast<std::size_t>(vocab)}});
      }
    });
  }
}

}  // namespace assay::local
