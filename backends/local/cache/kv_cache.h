#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "backends/local/tensor.h"

namespace assay::local {

/// What one block of keys and values holds. Shapes: of each layer, keys [num_kv_heads, head_dim, block_positions] and
/// values [num_kv_heads, block_positions, head_dim].
struct KvShape {
  std::int64_t num_layers = 0;
  std::int64_t num_kv_heads = 0;
  std::int64_t head_dim = 0;
  std::int64_t block_positions = 0;  ///< positions a block

  std::int64_t floats_per_layer() const { return 2 * num_kv_heads * head_dim * block_positions; }
};

/// Blocks of keys and values that sequences share by reference count. Threads: one thread.
class KvPool {
 public:
  explicit KvPool(KvShape shape) : shape_(shape) {}
  KvPool(const KvPool&) = delete;
  KvPool& operator=(const KvPool&) = delete;

  /// A block of zeros with one reference: a free one, else a new one. Throws: Error(kRuntime) where memory is out.
  int acquire();
  /// Adds a reference.
  void retain(int block) { ++references_[static_cast<std::size_t>(block)]; }
  /// Drops a reference; without any left the block is free.
  void release(int block);
  /// How many sequences hold the block.
  int references(int block) const { return references_[static_cast<std::size_t>(block)]; }

  /// One layer's keys of a block; its values lie behind them.
  float* keys(int block, std::int64_t layer) {
    return blocks_[static_cast<std::size_t>(block)].as<float>() + layer * shape_.floats_per_layer();
  }
  /// One layer's values of a block.
  float* values(int block, std::int64_t layer) { return keys(block, layer) + shape_.floats_per_layer() / 2; }

  const KvShape& shape() const { return shape_; }
  /// Blocks that some sequence holds.
  int num_used() const { return static_cast<int>(blocks_.size() - free_.size()); }

 private:
  KvShape shape_;
  std::vector<AlignedBuffer> blocks_;
  std::vector<int> references_;
  std::vector<int> free_;
};

/// The keys and values of one sequence: a list of blocks of a pool. Whole blocks may be shared with other sequences; a
/// block that is written to is held by this sequence alone.
/// Threads: `store` on different positions at once; all else one thread. The pool outlives the sequence.
class KvSequence {
 public:
  explicit KvSequence(KvPool& pool) : pool_(&pool) {}
  KvSequence(KvSequence&& other) noexcept;
  KvSequence& operator=(KvSequence&& other) noexcept;
  ~KvSequence() { clear(); }

  /// Positions that are kept.
  std::int64_t length() const { return length_; }
  /// Makes room for `count` more positions, to be filled by `store` for every layer.
  /// Throws: Error(kRuntime) where memory is out.
  void grow(std::int64_t count);
  /// Forgets the positions from `length` on. Requires: 0 <= length <= length().
  void truncate(std::int64_t length);
  /// A sequence with the first `length` positions of this one: whole blocks are shared, a last partial one is copied.
  /// Requires: 0 <= length <= length().
  KvSequence fork(std::int64_t length) const;
  /// Writes one position of one layer. Shapes: key, value [num_kv_heads, head_dim].
  void store(std::int64_t layer, std::int64_t position, const float* key, const float* value);

  /// Pointers to the layer's blocks of keys, of which there are ceil(length / block_positions), appended to `out`.
  void key_blocks(std::int64_t layer, std::vector<const float*>& out) const;
  /// As key_blocks, of values.
  void value_blocks(std::int64_t layer, std::vector<const float*>& out) const;
  /// The blocks' numbers in the pool.
  const std::vector<int>& blocks() const { return blocks_; }

 private:
  void clear();
  int copy_of(int block) const;

  KvPool* pool_;
  std::vector<int> blocks_;
  std::int64_t length_ = 0;
};

}  // namespace assay::local
