#include "harness/core/random.h"

#include <gtest/gtest.h>

#include <vector>

namespace assay {
namespace {

// Source: known-answer vectors of Random123 (philox4x32-10).
TEST(Philox, MatchesThePublishedKnownAnswers) {
  EXPECT_EQ(philox4x32({0, 0, 0, 0}, {0, 0}),
            (std::array<std::uint32_t, 4>{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  EXPECT_EQ(philox4x32({0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, {0xffffffff, 0xffffffff}),
            (std::array<std::uint32_t, 4>{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
}

TEST(RandomStream, IsAPureFunctionOfSeedAndPosition) {
  RandomStream a(7);
  std::vector<std::uint32_t> numbers;
  for (int i = 0; i < 20; ++i) numbers.push_back(a.next_u32());
  for (int start = 0; start < 20; ++start) {
    RandomStream b(7, static_cast<std::uint64_t>(start));
    EXPECT_EQ(b.next_u32(), numbers[static_cast<std::size_t>(start)]) << start;
  }
}

TEST(RandomStream, UniformNumbersFillTheUnitInterval) {
  RandomStream stream(1);
  double sum = 0;
  for (int i = 0; i < 100'000; ++i) {
    const double u = stream.uniform();
    ASSERT_GE(u, 0.0);
    ASSERT_LT(u, 1.0);
    sum += u;
  }
  EXPECT_NEAR(sum / 100'000, 0.5, 0.005);
}

TEST(RandomStream, BelowGivesEveryValueEquallyOften) {
  RandomStream stream(3);
  std::vector<int> counts(6);
  for (int i = 0; i < 60'000; ++i) ++counts[stream.below(6)];
  for (int count : counts) EXPECT_NEAR(count, 10'000, 500);
}

TEST(StreamSeed, DiffersByEveryPart) {
  const auto base = stream_seed(1, "sampling", "s", 0);
  EXPECT_NE(base, stream_seed(2, "sampling", "s", 0));
  EXPECT_NE(base, stream_seed(1, "fewshot", "s", 0));
  EXPECT_NE(base, stream_seed(1, "sampling", "t", 0));
  EXPECT_NE(base, stream_seed(1, "sampling", "s", 1));
  EXPECT_EQ(base, stream_seed(1, "sampling", "s", 0));
}

}  // namespace
}  // namespace assay
