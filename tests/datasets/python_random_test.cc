#include "datasets/python_random.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::datasets {
namespace {

using ::testing::ElementsAre;

// From CPython 3.11: r = random.Random(seed); three times r.getrandbits(32), then r.sample(range(10), 4),
// r.sample(range(1000), 6) and the first five of r.sample(range(100), 30).
TEST(PythonRandom, IsThatOfPython) {
  PythonRandom zero(0);
  EXPECT_EQ(zero.bits(32), 3626764237u);
  EXPECT_EQ(zero.bits(32), 1654615998u);
  EXPECT_EQ(zero.bits(32), 3255389356u);
  EXPECT_THAT(zero.sample(10, 4), ElementsAre(6, 0, 4, 7));
  EXPECT_THAT(zero.sample(1000, 6), ElementsAre(497, 414, 940, 802, 849, 310));
  const std::vector<std::size_t> many = zero.sample(100, 30);
  EXPECT_THAT(std::vector<std::size_t>(many.begin(), many.begin() + 5), ElementsAre(61, 45, 74, 27, 64));

  PythonRandom usual(1234);
  for (int i = 0; i < 3; ++i) usual.bits(32);
  EXPECT_THAT(usual.sample(10, 4), ElementsAre(1, 0, 9, 6));
  EXPECT_THAT(usual.sample(1000, 6), ElementsAre(596, 35, 687, 709, 85, 100));

  PythonRandom large((std::uint64_t{1} << 40) + 5);
  EXPECT_EQ(large.bits(32), 2166296868u);
}

TEST(PythonRandom, ASampleOfAllHoldsEachOnce) {
  PythonRandom random(7);
  std::vector<std::size_t> all = random.sample(50, 50);
  std::sort(all.begin(), all.end());
  for (std::size_t i = 0; i < all.size(); ++i) EXPECT_EQ(all[i], i);
  EXPECT_TRUE(random.sample(3, 0).empty());
}

}  // namespace
}  // namespace assay::datasets
