#include "metrics/text/edit_distance.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "harness/core/error.h"
#include "harness/core/random.h"

namespace assay::metrics {
namespace {

using Tokens = std::vector<std::uint32_t>;

std::size_t distance(const Tokens& a, const Tokens& b) {
  return edit_distance(std::span<const std::uint32_t>(a), std::span<const std::uint32_t>(b));
}

/// The textbook table, for comparison.
std::size_t table_distance(const Tokens& a, const Tokens& b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row.back();
}

Tokens random_tokens(RandomStream& random, std::size_t length, std::uint64_t alphabet) {
  Tokens tokens(length);
  for (auto& token : tokens) token = static_cast<std::uint32_t>(random.below(alphabet));
  return tokens;
}

TEST(EditDistanceAlgorithm, KnowsTheClassicPairs) {
  EXPECT_EQ(edit_distance(U"kitten", U"sitting"), 3U);
  EXPECT_EQ(edit_distance(U"saturday", U"sunday"), 3U);
  EXPECT_EQ(edit_distance(U"", U""), 0U);
  EXPECT_EQ(edit_distance(U"abc", U""), 3U);
  EXPECT_EQ(edit_distance(U"", U"abc"), 3U);
  EXPECT_EQ(edit_distance(U"ab", U"ba"), 2U);
}

TEST(EditDistanceAlgorithm, EqualsTheTableOnRandomSequences) {
  RandomStream random(11);
  for (int round = 0; round < 400; ++round) {
    const std::uint64_t alphabet = 1 + random.below(round % 2 == 0 ? 5 : 300);
    const Tokens a = random_tokens(random, random.below(300), alphabet);
    const Tokens b = random_tokens(random, random.below(300), alphabet);
    EXPECT_EQ(distance(a, b), table_distance(a, b)) << "round " << round;
  }
}

TEST(EditDistanceAlgorithm, EqualsTheTableAtTheEdgesOfWords) {
  RandomStream random(12);
  for (const std::size_t m : {63, 64, 65, 127, 128, 129, 192})
    for (const std::size_t n : {63, 64, 65, 128, 200}) {
      const Tokens a = random_tokens(random, m, 3);
      const Tokens b = random_tokens(random, n, 3);
      EXPECT_EQ(distance(a, b), table_distance(a, b)) << m << " " << n;
      EXPECT_EQ(distance(b, a), table_distance(a, b)) << m << " " << n;
    }
}

TEST(EditDistanceAlgorithm, EqualsTheTableOnSequencesThatAreNearlyTheSame) {
  RandomStream random(13);
  for (int round = 0; round < 200; ++round) {
    const Tokens a = random_tokens(random, 1 + random.below(250), 40);
    Tokens b = a;
    for (std::uint64_t edit = random.below(6); edit > 0 && !b.empty(); --edit) {
      const auto at = static_cast<std::ptrdiff_t>(random.below(b.size()));
      const std::uint64_t what = random.below(3);
      if (what == 0) b.erase(b.begin() + at);
      if (what == 1) b.insert(b.begin() + at, 7);
      if (what == 2) b[static_cast<std::size_t>(at)] = 41;
    }
    EXPECT_EQ(distance(a, b), table_distance(a, b)) << "round " << round;
  }
}

TEST(EditDistanceAlgorithm, LongTextsAreQuickWhateverTheirSymbols) {
  // 4e8 pairs: minutes if each were a step, or if rare symbols cost as much as frequent ones.
  Tokens counting(20000);
  Tokens shifted(20000);
  for (std::uint32_t i = 0; i < counting.size(); ++i) {
    counting[i] = i;
    shifted[i] = i + 1;
  }
  EXPECT_EQ(distance(counting, shifted), 2U);
  EXPECT_EQ(distance(Tokens(20000, 1), Tokens(15000, 2)), 20000U);
}

TEST(EditDistanceAlgorithm, RefusesWhatWouldTakeTooLong) {
  const std::u32string a(1 << 19, U'a');
  const std::u32string b(1 << 18, U'b');
  EXPECT_THROW(edit_distance(a, b), Error);
  EXPECT_EQ(edit_distance(a, a), 0U);
}

}  // namespace
}  // namespace assay::metrics
