#include "datasets/random_draw.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "datasets/synthetic/sentences.h"

namespace assay::datasets {
namespace {

TEST(RandomDraw, BoundsAreIncluded) {
  RandomStream random(1);
  std::map<std::int64_t, int> counts;
  for (int i = 0; i < 3000; ++i) ++counts[draw_between(random, -1, 1)];
  EXPECT_EQ(counts.size(), 3u);
  for (const auto& [value, count] : counts) EXPECT_NEAR(count, 1000, 120) << value;
  EXPECT_EQ(draw_between(random, 5, 5), 5);
  draw_between(random, INT64_MIN, INT64_MAX);
}

TEST(RandomDraw, EveryOrderIsEquallyLikely) {
  RandomStream random(2);
  std::map<std::vector<std::size_t>, int> counts;
  for (int i = 0; i < 6000; ++i) ++counts[draw_order(random, 3)];
  EXPECT_EQ(counts.size(), 6u);
  for (const auto& [order, count] : counts) EXPECT_NEAR(count, 1000, 120);
}

TEST(Sentences, HaveNoDigitAndOneFullStop) {
  RandomStream random(3);
  std::map<std::string, int> seen;
  for (int i = 0; i < 20000; ++i) {
    const std::string sentence = draw_sentence(random);
    EXPECT_EQ(std::count(sentence.begin(), sentence.end(), '.'), 1) << sentence;
    EXPECT_EQ(sentence.back(), '.');
    EXPECT_TRUE(sentence[0] >= 'A' && sentence[0] <= 'Z') << sentence;
    EXPECT_EQ(sentence.find_first_of("0123456789\"{}"), std::string::npos) << sentence;
    EXPECT_GE(sentence.size(), 35u) << sentence;
    EXPECT_LE(sentence.size(), 150u) << sentence;
    ++seen[sentence];
  }
  EXPECT_GT(seen.size(), 19990u) << "the grammar is large";
}

}  // namespace
}  // namespace assay::datasets
