#include "datasets/audit/minhash.h"

#include <cmath>

#include "harness/core/error.h"
#include "harness/core/random.h"

namespace assay::datasets {
namespace {

// Two sets of which `shared` elements are in both and `own` in each.
std::pair<std::vector<std::uint64_t>, std::vector<std::uint64_t>> two_sets(RandomStream& random, int shared, int own) {
  std::vector<std::uint64_t> a, b;
  for (int i = 0; i < shared; ++i) {
    a.push_back(random.next_u64());
    b.push_back(a.back());
  }
  for (int i = 0; i < own; ++i) {
    a.push_back(random.next_u64());
    b.push_back(random.next_u64());
  }
  return {a, b};
}

TEST(MinHash, TheEstimateIsNearTheTrueSimilarityAndUnbiased) {
  RandomStream random(7);
  const MinHash hashes(512);
  std::vector<std::uint32_t> sa, sb;
  for (const auto& [shared, own] : std::vector<std::pair<int, int>>{{10, 40}, {30, 20}, {40, 5}}) {
    const double truth = shared / (shared + 2.0 * own);
    double sum = 0.0;
    constexpr int kTrials = 40;
    for (int t = 0; t < kTrials; ++t) {
      const auto [a, b] = two_sets(random, shared, own);
      hashes.sign(a, sa);
      hashes.sign(b, sb);
      const double estimate = estimated_jaccard(sa, sb);
      EXPECT_NEAR(estimate, truth, 5 * std::sqrt(truth * (1 - truth) / 512));
      sum += estimate;
    }
    EXPECT_NEAR(sum / kTrials, truth, 4 * std::sqrt(truth * (1 - truth) / 512 / kTrials));
  }
}

TEST(MinHash, OrderAndRepeatsChangeNothing) {
  const MinHash hashes(64);
  std::vector<std::uint32_t> a, b;
  hashes.sign(std::vector<std::uint64_t>{1, 2, 3}, a);
  hashes.sign(std::vector<std::uint64_t>{3, 1, 2, 2, 1}, b);
  EXPECT_EQ(a, b);
}

TEST(MinHash, AChosenBandingReachesItsRecall) {
  for (const double threshold : {0.1, 0.3, 0.5, 0.8, 0.9, 0.99, 1.0}) {
    const Banding banding = choose_banding(threshold, 128, 0.995);
    EXPECT_GE(banding.recall(threshold), 0.995) << threshold;
    EXPECT_LE(banding.bands * banding.rows, 128);
  }
  EXPECT_THROW(choose_banding(0.1, 4, 0.995), Error);
}

TEST(MinHash, PairsAtTheThresholdShareABandAsOftenAsStated) {
  RandomStream random(11);
  const Banding banding = choose_banding(0.8, 128, 0.995);
  const MinHash hashes(banding.bands * banding.rows);
  std::vector<std::uint32_t> sa, sb;
  int found = 0;
  constexpr int kTrials = 1000;
  for (int t = 0; t < kTrials; ++t) {
    const auto [a, b] = two_sets(random, 40, 5);  // exactly 0.8
    hashes.sign(a, sa);
    hashes.sign(b, sb);
    std::vector<std::uint32_t> ka, kb;
    append_band_keys(sa, banding, ka);
    append_band_keys(sb, banding, kb);
    bool any = false;
    for (std::size_t i = 0; i < ka.size(); ++i) any = any || ka[i] == kb[i];
    found += any ? 1 : 0;
  }
  EXPECT_GE(found, 990);
}

TEST(MinHash, TheHashOfBytesKnowsLengthAndOrder) {
  EXPECT_NE(hash64(""), hash64(std::string_view("\0", 1)));
  EXPECT_NE(hash64("abcdefgh1"), hash64("1abcdefgh"));
  EXPECT_NE(combine64(combine64(5, 1), 2), combine64(combine64(5, 2), 1));
}

}  // namespace
}  // namespace assay::datasets
