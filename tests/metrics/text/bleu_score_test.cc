#include "metrics/text/bleu_score.h"

#include <gtest/gtest.h>

#include "harness/core/options.h"

namespace assay::metrics {
namespace {

using Words = std::vector<std::string_view>;

BleuScorer::Tokens tokens(Words words) { return {"", "", std::move(words)}; }

StatsRow statistics(const BleuScorer& scorer, Words answer, const std::vector<Words>& references) {
  std::vector<BleuScorer::Tokens> others;
  for (const Words& reference : references) others.push_back(tokens(reference));
  NgramMatcher matcher;
  StatsRow row;
  scorer.set_statistics(tokens(std::move(answer)), others, matcher, row);
  return row;
}

TEST(BleuScorer, StatisticsAreLengthsMatchesAndTotals) {
  const BleuScorer scorer(Options::from_pairs("max_ngram_order=2", "test"));
  EXPECT_EQ(scorer.num_statistics(), 6U);
  EXPECT_EQ(statistics(scorer, {"a", "b", "a"}, {{"a", "b"}, {"a", "a", "c", "d", "e"}}),
            (StatsRow{3.0, 2.0, 3.0, 1.0, 3.0, 2.0}));
}

TEST(BleuScorer, OnlyASentenceHasEffectiveOrderByDefault) {
  const BleuScorer scorer(Options::from_pairs("", "test"));
  const StatsRow stats = statistics(scorer, {"a", "b"}, {{"a", "b"}});
  EXPECT_NEAR(scorer.sentence_score(stats), 100.0, 1e-9);
  EXPECT_EQ(scorer.corpus_score(stats), 0.0);
}

TEST(BleuScorer, StatisticsWithOthersAreThoseOfEachAgainstTheRest) {
  const BleuScorer scorer(Options::from_pairs("max_ngram_order=3", "test"));
  const std::vector<Words> answers = {
      {"a", "b", "a", "b"}, {"a", "b"}, {"b", "a", "b", "c", "c", "a"}, {}, {"a", "b", "a", "c"}, {"c", "c", "c"}};
  std::vector<BleuScorer::Tokens> all;
  for (const Words& answer : answers) all.push_back(tokens(answer));
  const std::vector<StatsRow> rows = scorer.statistics_with_others(all);
  ASSERT_EQ(rows.size(), answers.size());
  for (std::size_t i = 0; i < answers.size(); ++i) {
    std::vector<Words> others = answers;
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(i));
    EXPECT_EQ(rows[i], statistics(scorer, answers[i], others)) << i;
  }
}

TEST(BleuScorer, TokensFollowTheOptions) {
  BleuScorer::Tokens found;
  BleuScorer(Options::from_pairs("", "test")).set_tokens("A b.", found);
  EXPECT_EQ(found.words, (Words{"A", "b", "."}));
  BleuScorer(Options::from_pairs("tokenize=none,lowercase=true", "test")).set_tokens("A b.", found);
  EXPECT_EQ(found.words, (Words{"a", "b."}));
}

}  // namespace
}  // namespace assay::metrics
