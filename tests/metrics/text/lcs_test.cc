#include "metrics/text/lcs.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "harness/core/random.h"

namespace assay::metrics {
namespace {

using Tokens = std::vector<std::uint32_t>;

/// The textbook table, for comparison.
std::vector<Tokens> table_of(const Tokens& reference, const Tokens& candidate) {
  std::vector<Tokens> table(reference.size() + 1, Tokens(candidate.size() + 1, 0));
  for (std::size_t i = 1; i <= reference.size(); ++i)
    for (std::size_t j = 1; j <= candidate.size(); ++j)
      table[i][j] =
          reference[i - 1] == candidate[j - 1] ? table[i - 1][j - 1] + 1 : std::max(table[i - 1][j], table[i][j - 1]);
  return table;
}

std::vector<std::size_t> traced(const Tokens& reference, const Tokens& candidate) {
  const auto table = table_of(reference, candidate);
  std::vector<std::size_t> found;
  std::size_t i = reference.size();
  std::size_t j = candidate.size();
  while (i > 0 && j > 0) {
    if (reference[i - 1] == candidate[j - 1]) {
      found.push_back(--i);
      --j;
    } else if (table[i][j - 1] > table[i - 1][j]) {
      --j;
    } else {
      --i;
    }
  }
  std::reverse(found.begin(), found.end());
  return found;
}

std::vector<std::size_t> marked(const LcsFinder& finder, const Tokens& reference) {
  std::vector<std::uint8_t> marks(reference.size(), 0);
  finder.mark(reference, marks);
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < marks.size(); ++i)
    if (marks[i] != 0) found.push_back(i);
  return found;
}

TEST(LcsFinder, EqualsTheTableOnRandomSequences) {
  RandomStream random(7);
  for (int round = 0; round < 400; ++round) {
    const std::uint64_t alphabet = 1 + random.below(12);
    // Large tokens take the way of sparse tables.
    const std::uint32_t factor = round % 2 == 0 ? 1 : 1000000;
    Tokens reference(random.below(150));
    Tokens candidate(random.below(200));
    for (auto& token : reference) token = static_cast<std::uint32_t>(random.below(alphabet)) * factor;
    for (auto& token : candidate) token = static_cast<std::uint32_t>(random.below(alphabet)) * factor;
    const LcsFinder finder(candidate);
    EXPECT_EQ(finder.length(reference), table_of(reference, candidate).back().back());
    EXPECT_EQ(marked(finder, reference), traced(reference, candidate)) << "round " << round;
  }
}

TEST(LcsFinder, EmptySidesHaveNothingInCommon) {
  const Tokens some = {1, 2, 3};
  EXPECT_EQ(LcsFinder({}).length(some), 0U);
  EXPECT_EQ(LcsFinder(some).length({}), 0U);
  EXPECT_TRUE(marked(LcsFinder({}), some).empty());
  EXPECT_TRUE(marked(LcsFinder(some), {}).empty());
}

TEST(LcsFinder, RowsThatAreNotKeptAreMadeAgain) {
  RandomStream random(8);
  Tokens reference(3000), candidate(700);
  for (auto& token : reference) token = static_cast<std::uint32_t>(random.below(40));
  for (auto& token : candidate) token = static_cast<std::uint32_t>(random.below(50));
  EXPECT_EQ(marked(LcsFinder(candidate), reference), traced(reference, candidate));
}

TEST(LcsFinder, CarriesOverWordBoundaries) {
  const Tokens same(64 * 3, 5);
  EXPECT_EQ(LcsFinder(same).length(same), same.size());
  EXPECT_EQ(marked(LcsFinder(same), same).size(), same.size());
}

}  // namespace
}  // namespace assay::metrics
