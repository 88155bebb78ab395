#include "datasets/audit/candidates.h"

namespace assay::datasets {
namespace {

using testing::ElementsAre;
using testing::Pair;

const auto kAll = [](std::uint32_t, std::uint32_t) { return true; };

TEST(Candidates, RowsThatShareABandArePairsOnce) {
  const std::vector<std::uint32_t> keys = {1, 9, /**/ 1, 9, /**/ 2, 9, /**/ 3, 4};
  const std::vector<std::uint32_t> rows = {0, 1, 2, 3};
  const Candidates found = find_candidates(keys, 2, rows, {}, kAll);
  EXPECT_THAT(found.pairs, ElementsAre(Pair(0u, 1u), Pair(0u, 2u), Pair(1u, 2u)));
  EXPECT_TRUE(found.complete);
  const auto not_two = [](std::uint32_t, std::uint32_t b) { return b != 2; };
  EXPECT_THAT(find_candidates(keys, 2, rows, {}, not_two).pairs, ElementsAre(Pair(0u, 1u)));
}

TEST(Candidates, ABigBucketIsLinearAndSaysSo) {
  const std::vector<std::uint32_t> keys(5000, 7);
  std::vector<std::uint32_t> rows;
  for (std::uint32_t i = 0; i < 5000; ++i) rows.push_back(i);
  const Candidates found = find_candidates(keys, 1, rows, {}, kAll);
  EXPECT_EQ(found.cut_buckets, 1u);
  EXPECT_LE(found.pairs.size(), 5000u * 64);
  // Nobody is left without a partner: the bucket still hangs together.
  std::vector<bool> met(5000, false);
  for (const auto& [a, b] : found.pairs) met[a] = met[b] = true;
  EXPECT_EQ(std::count(met.begin(), met.end(), true), 5000);
}

TEST(Candidates, TheLimitOfPairsEndsTheSearch) {
  const std::vector<std::uint32_t> keys(100, 7);
  std::vector<std::uint32_t> rows;
  for (std::uint32_t i = 0; i < 100; ++i) rows.push_back(i);
  const Candidates found = find_candidates(keys, 1, rows, {1000, 50}, kAll);
  EXPECT_FALSE(found.complete);
  EXPECT_EQ(found.pairs.size(), 50u);
}

}  // namespace
}  // namespace assay::datasets
