#include "backends/local/tokenizer/bpe.h"

#include <gtest/gtest.h>

#include <string>

#include "harness/core/random.h"

namespace assay::local {
namespace {

// Tokens a b c, ab, bc, abc, cc, cccc by the merges given.
BpeParts parts_of(std::vector<Merge> merges) {
  BpeParts parts;
  TokenId id = 0;
  for (const char* text : {"a", "b", "c", "ab", "bc", "abc", "cc", "cccc"}) parts.symbols.insert(text, id++);
  parts.vocab_size = id;
  parts.merges = std::move(merges);
  return parts;
}

std::vector<TokenId> encode(const Bpe& bpe, std::string_view text) {
  std::vector<TokenId> ids;
  bpe.encode(text, ids);
  return ids;
}

using Ids = std::vector<TokenId>;

TEST(Bpe, TheLowestRankIsMergedFirst) {
  EXPECT_EQ(encode(Bpe(parts_of({{1, 2, 4, 0}, {0, 1, 3, 1}, {0, 4, 5, 2}})), "abcab"), (Ids{5, 3}));
  EXPECT_EQ(encode(Bpe(parts_of({{0, 1, 3, 0}, {1, 2, 4, 1}, {0, 4, 5, 2}})), "abcbc"), (Ids{3, 2, 4}));
}

TEST(Bpe, OfEqualRanksTheLeftmostIsMergedFirst) {
  EXPECT_EQ(encode(Bpe(parts_of({{2, 2, 6, 0}})), "ccc"), (Ids{6, 2}));
  EXPECT_EQ(encode(Bpe(parts_of({{0, 1, 3, 0}, {1, 2, 4, 0}})), "abc"), (Ids{3, 2}));
}

TEST(Bpe, ATokenThatNoMergeMakesIsNotUsedUnlessMergesAreIgnored) {
  EXPECT_EQ(encode(Bpe(parts_of({{0, 1, 3, 0}})), "abc"), (Ids{3, 2}));
  BpeParts parts = parts_of({{0, 1, 3, 0}});
  parts.ignore_merges = true;
  EXPECT_EQ(encode(Bpe(std::move(parts)), "abc"), (Ids{5}));
}

TEST(Bpe, UnknownSymbolsAreLeftOutFusedOrEachUnk) {
  EXPECT_EQ(encode(Bpe(parts_of({})), "axxb"), (Ids{0, 1}));
  BpeParts each = parts_of({}), fused = parts_of({});
  each.unk = fused.unk = 2;
  fused.fuse_unk = true;
  EXPECT_EQ(encode(Bpe(std::move(each)), "axxb"), (Ids{0, 2, 2, 1}));
  EXPECT_EQ(encode(Bpe(std::move(fused)), "axxb"), (Ids{0, 2, 1}));
}

TEST(Bpe, LongPiecesGiveWhatShortOnesGive) {
  // The two ways of merging (scan and heap) on pieces around their border, against merging done naively.
  const std::vector<Merge> merges = {{2, 2, 6, 0}, {1, 2, 4, 1}, {0, 4, 5, 2}, {0, 1, 3, 3}, {6, 6, 7, 4}};
  const Bpe bpe(parts_of(merges));
  RandomStream random(3);
  for (int round = 0; round < 300; ++round) {
    std::string text;
    for (std::size_t n = 20 + random.below(50); n > 0; --n) text += "abc"[random.below(3)];
    Ids ids;
    for (const char c : text) ids.push_back(c - 'a');
    for (bool merged = true; merged;) {
      merged = false;
      for (const Merge& merge : merges) {
        for (std::size_t i = 0; i + 1 < ids.size() && !merged; ++i) {
          if (ids[i] != merge.left || ids[i + 1] != merge.right) continue;
          ids[i] = merge.result;
          ids.erase(ids.begin() + static_cast<std::ptrdiff_t>(i) + 1);
          merged = true;
        }
        if (merged) break;
      }
    }
    EXPECT_EQ(encode(bpe, text), ids) << text;
  }
}

}  // namespace
}  // namespace assay::local
