#include "backends/local/cache/kv_cache.h"

#include <gtest/gtest.h>

#include <vector>

namespace assay::local {
namespace {

constexpr KvShape kShape{.num_layers = 2, .num_kv_heads = 2, .head_dim = 3, .block_positions = 4};

// Fills positions [begin, end) of every layer with numbers that name layer, position and place.
void fill(KvSequence& sequence, std::int64_t begin, std::int64_t end, float tag) {
  for (std::int64_t layer = 0; layer < kShape.num_layers; ++layer)
    for (std::int64_t position = begin; position < end; ++position) {
      std::vector<float> key(6), value(6);
      for (std::size_t i = 0; i < 6; ++i) {
        key[i] = tag + static_cast<float>(layer * 1000 + position * 10) + static_cast<float>(i);
        value[i] = -key[i];
      }
      sequence.store(layer, position, key.data(), value.data());
    }
}

float key_at(const KvSequence& sequence, std::int64_t layer, std::int64_t position, std::int64_t head, std::int64_t d) {
  std::vector<const float*> blocks;
  sequence.key_blocks(layer, blocks);
  return blocks[static_cast<std::size_t>(position / 4)][(head * 3 + d) * 4 + position % 4];
}

float value_at(const KvSequence& sequence, std::int64_t layer, std::int64_t position, std::int64_t head,
               std::int64_t d) {
  std::vector<const float*> blocks;
  sequence.value_blocks(layer, blocks);
  return blocks[static_cast<std::size_t>(position / 4)][(head * 4 + position % 4) * 3 + d];
}

TEST(KvSequence, KeepsKeysByLaneAndValuesByPosition) {
  KvPool pool(kShape);
  KvSequence sequence(pool);
  sequence.grow(6);
  fill(sequence, 0, 6, 0.0f);
  EXPECT_EQ(sequence.length(), 6);
  EXPECT_EQ(sequence.blocks().size(), 2u);
  EXPECT_EQ(key_at(sequence, 1, 5, 1, 2), 1055.0f);
  EXPECT_EQ(value_at(sequence, 1, 5, 1, 2), -1055.0f);
  EXPECT_EQ(key_at(sequence, 0, 0, 0, 0), 0.0f);
  EXPECT_EQ(value_at(sequence, 0, 3, 0, 1), -31.0f);
}

TEST(KvSequence, PlacesNotWrittenYetAreZero) {
  KvPool pool(kShape);
  {
    KvSequence first(pool);
    first.grow(4);
    fill(first, 0, 4, 7.0f);
  }
  KvSequence second(pool);
  second.grow(1);  // takes the freed block again
  EXPECT_EQ(key_at(second, 0, 2, 0, 0), 0.0f);
  EXPECT_EQ(value_at(second, 1, 3, 1, 2), 0.0f);
}

TEST(KvSequence, ForkSharesWholeBlocksAndCopiesThePartialOne) {
  KvPool pool(kShape);
  KvSequence parent(pool);
  parent.grow(7);
  fill(parent, 0, 7, 0.0f);
  KvSequence child = parent.fork(6);
  EXPECT_EQ(child.length(), 6);
  EXPECT_EQ(child.blocks()[0], parent.blocks()[0]);
  EXPECT_NE(child.blocks()[1], parent.blocks()[1]);
  child.grow(2);
  fill(child, 6, 8, 500.0f);
  EXPECT_EQ(key_at(child, 0, 5, 0, 1), 51.0f);
  EXPECT_EQ(key_at(child, 0, 6, 0, 1), 561.0f);
  EXPECT_EQ(key_at(parent, 0, 6, 0, 1), 61.0f);
  EXPECT_EQ(pool.num_used(), 3);
}

TEST(KvSequence, ForkAtABlocksEndCopiesNothing) {
  KvPool pool(kShape);
  KvSequence parent(pool);
  parent.grow(8);
  const KvSequence child = parent.fork(4);
  EXPECT_EQ(pool.num_used(), 2);
  EXPECT_EQ(pool.references(child.blocks()[0]), 2);
}

TEST(KvSequence, WritingAfterATruncationLeavesOthersAlone) {
  KvPool pool(kShape);
  KvSequence parent(pool);
  parent.grow(4);
  fill(parent, 0, 4, 0.0f);
  KvSequence child = parent.fork(4);
  child.truncate(2);
  child.grow(1);
  fill(child, 2, 3, 900.0f);
  EXPECT_EQ(key_at(child, 1, 1, 1, 1), 1014.0f);
  EXPECT_EQ(key_at(child, 1, 2, 1, 1), 1924.0f);
  EXPECT_EQ(key_at(parent, 1, 2, 1, 1), 1024.0f);
}

TEST(KvSequence, TruncationAndTheEndOfItsLifeFreeBlocks) {
  KvPool pool(kShape);
  {
    KvSequence sequence(pool);
    sequence.grow(9);
    EXPECT_EQ(pool.num_used(), 3);
    sequence.truncate(4);
    EXPECT_EQ(pool.num_used(), 1);
    KvSequence moved = std::move(sequence);
    EXPECT_EQ(moved.length(), 4);
    EXPECT_EQ(pool.num_used(), 1);
  }
  EXPECT_EQ(pool.num_used(), 0);
}

}  // namespace
}  // namespace assay::local
