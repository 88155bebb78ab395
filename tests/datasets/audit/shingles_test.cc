#include "datasets/audit/shingles.h"

#include <set>

#include "harness/core/random.h"

namespace assay::datasets {
namespace {

TEST(Shingles, TheSimilarityEqualsThatOfSetsOfTuples) {
  RandomStream random(3);
  for (int trial = 0; trial < 200; ++trial) {
    std::vector<std::uint32_t> words[2];
    std::set<std::vector<std::uint32_t>> sets[2];
    for (int k = 0; k < 2; ++k) {
      const auto length = 1 + random.below(12);
      for (std::uint64_t i = 0; i < length; ++i) words[k].push_back(static_cast<std::uint32_t>(random.below(3)));
      const std::size_t width = std::min<std::size_t>(3, length);
      for (std::size_t at = 0; at + width <= length; ++at)
        sets[k].insert({words[k].begin() + static_cast<long>(at), words[k].begin() + static_cast<long>(at + width)});
    }
    std::size_t shared = 0;
    for (const auto& tuple : sets[0]) shared += sets[1].count(tuple);
    const double expected = static_cast<double>(shared) / static_cast<double>(sets[0].size() + sets[1].size() - shared);
    const ShingleSet a(words[0], 3), b(words[1], 3);
    EXPECT_EQ(a.size(), sets[0].size());
    EXPECT_DOUBLE_EQ(ShingleSet::jaccard(a, b), expected);
    EXPECT_DOUBLE_EQ(ShingleSet::jaccard(b, a), expected);
  }
}

TEST(Shingles, AShortTextIsOneShingle) {
  std::vector<std::uint64_t> hashes;
  shingle_hashes({1, 2}, 5, hashes);
  EXPECT_EQ(hashes.size(), 1u);
  shingle_hashes({}, 5, hashes);
  EXPECT_TRUE(hashes.empty());
  shingle_hashes({1, 2, 3, 4, 5, 6}, 5, hashes);
  EXPECT_EQ(hashes.size(), 2u);
}

TEST(Shingles, WordsKeepTheirNumbers) {
  WordNumbers numbers;
  EXPECT_EQ(numbers.number_of("a"), 0u);
  EXPECT_EQ(numbers.number_of("b"), 1u);
  EXPECT_EQ(numbers.number_of("a"), 0u);
  EXPECT_EQ(numbers.find("c"), WordNumbers::unknown());
}

}  // namespace
}  // namespace assay::datasets
