#include "backends/local/cache/kv_cache.h"

#include <algorithm>
#include <utility>

#include "harness/core/check.h"

namespace assay::local {

int KvPool::acquire() {
  const std::int64_t floats = shape_.num_layers * shape_.floats_per_layer();
  int block = 0;
  if (free_.empty()) {
    blocks_.emplace_back(static_cast<std::size_t>(floats) * sizeof(float));
    references_.push_back(0);
    block = static_cast<int>(blocks_.size()) - 1;
  } else {
    block = free_.back();
    free_.pop_back();
  }
  // A kernel reads whole blocks: what lies behind the last position must be a number, and the same in every run.
  std::fill_n(blocks_[static_cast<std::size_t>(block)].as<float>(), floats, 0.0f);
  references_[static_cast<std::size_t>(block)] = 1;
  return block;
}

void KvPool::release(int block) {
  int& references = references_[static_cast<std::size_t>(block)];
  ASSAY_CHECK(references > 0);
  if (--references == 0) free_.push_back(block);
}

KvSequence::KvSequence(KvSequence&& other) noexcept
    : pool_(other.pool_), blocks_(std::exchange(other.blocks_, {})), length_(std::exchange(other.length_, 0)) {}

KvSequence& KvSequence::operator=(KvSequence&& other) noexcept {
  if (this != &other) {
    clear();
    pool_ = other.pool_;
    blocks_ = std::exchange(other.blocks_, {});
    length_ = std::exchange(other.length_, 0);
  }
  return *this;
}

void KvSequence::clear() {
  for (const int block : blocks_) pool_->release(block);
  blocks_.clear();
  length_ = 0;
}

int KvSequence::copy_of(int block) const {
  const int copy = pool_->acquire();
  const KvShape& shape = pool_->shape();
  std::copy_n(pool_->keys(block, 0), shape.num_layers * shape.floats_per_layer(), pool_->keys(copy, 0));
  return copy;
}

void KvSequence::grow(std::int64_t count) {
  ASSAY_CHECK(count >= 0);
  if (count == 0) return;
  const std::int64_t per_block = pool_->shape().block_positions;
  // After a truncation the last block may still be shared: it is about to be written to, so it becomes our own.
  if (length_ % per_block != 0 && pool_->references(blocks_.back()) > 1) {
    const int copy = copy_of(blocks_.back());
    pool_->release(blocks_.back());
    blocks_.back() = copy;
  }
  const std::int64_t needed = (length_ + count + per_block - 1) / per_block;
  while (static_cast<std::int64_t>(blocks_.size()) < needed) blocks_.push_back(pool_->acquire());
  length_ += count;
}

void KvSequence::truncate(std::int64_t length) {
  ASSAY_CHECK(length >= 0 && length <= length_);
  const std::int64_t per_block = pool_->shape().block_positions;
  const auto needed = static_cast<std::size_t>((length + per_block - 1) / per_block);
  while (blocks_.size() > needed) {
    pool_->release(blocks_.back());
    blocks_.pop_back();
  }
  length_ = length;
}

KvSequence KvSequence::fork(std::int64_t length) const {
  ASSAY_CHECK(length >= 0 && length <= length_);
  const std::int64_t per_block = pool_->shape().block_positions;
  KvSequence out(*pool_);
  const auto whole = static_cast<std::size_t>(length / per_block);
  for (std::size_t i = 0; i < whole; ++i) {
    pool_->retain(blocks_[i]);
    out.blocks_.push_back(blocks_[i]);
  }
  if (length % per_block != 0) out.blocks_.push_back(copy_of(blocks_[whole]));
  out.length_ = length;
  return out;
}

void KvSequence::store(std::int64_t layer, std::int64_t position, const float* key, const float* value) {
  const KvShape& shape = pool_->shape();
  const int block = blocks_[static_cast<std::size_t>(position / shape.block_positions)];
  const std::int64_t lane = position % shape.block_positions;
  float* keys = pool_->keys(block, layer) + lane;
  for (std::int64_t i = 0; i < shape.num_kv_heads * shape.head_dim; ++i) keys[i * shape.block_positions] = key[i];
  float* values = pool_->values(block, layer) + lane * shape.head_dim;
  for (std::int64_t head = 0; head < shape.num_kv_heads; ++head)
    std::copy_n(value + head * shape.head_dim, shape.head_dim, values + head * shape.block_positions * shape.head_dim);
}

void KvSequence::key_blocks(std::int64_t layer, std::vector<const float*>& out) const {
  for (const int block : blocks_) out.push_back(pool_->keys(block, layer));
}

void KvSequence::value_blocks(std::int64_t layer, std::vector<const float*>& out) const {
  for (const int block : blocks_) out.push_back(pool_->values(block, layer));
}

}  // namespace assay::local
