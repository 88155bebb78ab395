#include "metrics/text/ngrams.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "harness/core/random.h"

namespace assay::metrics {
namespace {

using Sequence = std::vector<std::uint32_t>;

std::map<Sequence, std::size_t> counts_of(const Sequence& sequence, std::size_t order) {
  std::map<Sequence, std::size_t> counts;
  for (std::size_t i = 0; i + order <= sequence.size(); ++i)
    ++counts[Sequence(sequence.begin() + static_cast<std::ptrdiff_t>(i),
                      sequence.begin() + static_cast<std::ptrdiff_t>(i + order))];
  return counts;
}

TEST(NgramOrders, MatchesEqualAMapOfCounts) {
  RandomStream random(3);
  for (int round = 0; round < 100; ++round) {
    std::vector<Sequence> sequences(2 + random.below(3));
    for (Sequence& sequence : sequences) {
      sequence.resize(random.below(30));
      for (auto& symbol : sequence) symbol = static_cast<std::uint32_t>(random.below(3) * 0x10FFFF);
    }
    NgramOrders ngrams(sequences);
    for (std::size_t order = 1; order <= 6; ++order) {
      if (order > 1) ngrams.next();
      std::map<Sequence, std::size_t> most;
      for (std::size_t s = 1; s < sequences.size(); ++s)
        for (const auto& [gram, count] : counts_of(sequences[s], order)) most[gram] = std::max(most[gram], count);
      std::size_t expected = 0;
      std::size_t total = 0;
      for (const auto& [gram, count] : counts_of(sequences[0], order)) {
        expected += std::min(count, most[gram]);
        total += count;
      }
      EXPECT_EQ(ngrams.matches(0, 1, sequences.size()), expected);
      EXPECT_EQ(ngrams.total(0), total);
    }
  }
}

TEST(NgramOrders, SequencesShorterThanTheOrderHaveNone) {
  NgramOrders ngrams({{1}, {}});
  ngrams.next();
  ngrams.next();
  EXPECT_EQ(ngrams.total(0), 0U);
  EXPECT_EQ(ngrams.matches(0, 1, 2), 0U);
}

}  // namespace
}  // namespace assay::metrics
