#include "metrics/text/ngram_matcher.h"

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

std::vector<std::size_t> matches_of(NgramMatcher& matcher, const std::vector<Sequence>& sequences,
                                    std::size_t num_symbols, std::size_t num_orders) {
  const std::vector<std::span<const std::uint32_t>> spans(sequences.begin(), sequences.end());
  std::vector<std::size_t> matched(num_orders, 99);
  matcher.match(spans, num_symbols, matched);
  return matched;
}

void expect_counts(RandomStream& random, std::size_t num_symbols, std::size_t num_orders, std::size_t max_sequences) {
  SCOPED_TRACE(num_symbols);
  NgramMatcher matcher;
  for (int round = 0; round < 60; ++round) {
    std::vector<Sequence> sequences(1 + random.below(max_sequences));
    for (Sequence& sequence : sequences) {
      sequence.resize(random.below(30));
      for (auto& symbol : sequence) symbol = static_cast<std::uint32_t>(random.below(3) * (num_symbols - 1) / 2);
    }
    std::vector<std::size_t> expected(num_orders);
    for (std::size_t n = 1; n <= num_orders; ++n) {
      std::map<Sequence, std::size_t> most;
      for (std::size_t s = 1; s < sequences.size(); ++s)
        for (const auto& [gram, count] : counts_of(sequences[s], n)) most[gram] = std::max(most[gram], count);
      for (const auto& [gram, count] : counts_of(sequences[0], n)) expected[n - 1] += std::min(count, most[gram]);
    }
    EXPECT_EQ(matches_of(matcher, sequences, num_symbols, num_orders), expected);
  }
}

TEST(NgramMatcher, EqualsAMapOfCounts) {
  RandomStream random(3);
  for (const std::size_t num_symbols : {3, 4, 7, 8, 200, 1000}) expect_counts(random, num_symbols, 6, 4);
  expect_counts(random, 255, 8, 1);
}

TEST(NgramMatcher, EqualsAMapOfCountsBeyondWhatCanBeSorted) {
  RandomStream random(4);
  expect_counts(random, 3, 11, 4);
  expect_counts(random, 3, 4, 12);
  expect_counts(random, 0x110000, 6, 4);
}

TEST(NgramMatcher, LongSequencesAreCountedInFull) {
  NgramMatcher matcher;
  // 16,383 places a side still fit the lanes, and 40,000 do not.
  for (const std::size_t size : {16383, 40000}) {
    const std::vector<Sequence> same(2, Sequence(size, 0));
    EXPECT_EQ(matches_of(matcher, same, 1, 2), (std::vector<std::size_t>{size, size - 1}));
  }
}

TEST(NgramMatcher, EmptySequencesMatchNothing) {
  NgramMatcher matcher;
  EXPECT_EQ(matches_of(matcher, {{}, {}}, 0, 3), (std::vector<std::size_t>{0, 0, 0}));
  EXPECT_EQ(matches_of(matcher, {{0, 1}}, 2, 3), (std::vector<std::size_t>{0, 0, 0}));
  EXPECT_EQ(matches_of(matcher, {{0, 1}, {}}, 2, 0), (std::vector<std::size_t>{}));
}

TEST(NgramMatcher, ShorterSequencesHaveNoNgrams) {
  EXPECT_EQ(num_ngrams(3, 4), 0U);
  EXPECT_EQ(num_ngrams(3, 3), 1U);
  EXPECT_EQ(num_ngrams(0, 1), 0U);
}

}  // namespace
}  // namespace assay::metrics
