#include "metrics/text/bleu_score.h"

#include <gtest/gtest.h>

#include "harness/core/options.h"

namespace assay::metrics {
namespace {

TEST(BleuScorer, StatisticsAreLengthsMatchesAndTotals) {
  const BleuScorer scorer(Options::from_pairs("max_ngram_order=2", "test"));
  EXPECT_EQ(scorer.num_statistics(), 6U);
  EXPECT_EQ(scorer.statistics({"a", "b", "a"}, {{"a", "b"}, {"a", "a", "c", "d", "e"}}),
            (StatsRow{3.0, 2.0, 3.0, 1.0, 3.0, 2.0}));
}

TEST(BleuScorer, OnlyASentenceHasEffectiveOrderByDefault) {
  const BleuScorer scorer(Options::from_pairs("", "test"));
  const StatsRow stats = scorer.statistics({"a", "b"}, {{"a", "b"}});
  EXPECT_NEAR(scorer.sentence_score(stats), 100.0, 1e-9);
  EXPECT_EQ(scorer.corpus_score(stats), 0.0);
}

TEST(BleuScorer, StatisticsWithOthersAreThoseOfEachAgainstTheRest) {
  const BleuScorer scorer(Options::from_pairs("max_ngram_order=3", "test"));
  const std::vector<std::vector<std::string>> answers = {
      {"a", "b", "a", "b"}, {"a", "b"}, {"b", "a", "b", "c", "c", "a"}, {}, {"a", "b", "a", "c"}, {"c", "c", "c"}};
  const std::vector<StatsRow> rows = scorer.statistics_with_others(answers);
  ASSERT_EQ(rows.size(), answers.size());
  for (std::size_t i = 0; i < answers.size(); ++i) {
    std::vector<std::vector<std::string>> others = answers;
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(i));
    EXPECT_EQ(rows[i], scorer.statistics(answers[i], others)) << i;
  }
}

TEST(BleuScorer, TokensFollowTheOptions) {
  EXPECT_EQ(BleuScorer(Options::from_pairs("", "test")).tokens("A b."), (std::vector<std::string>{"A", "b", "."}));
  EXPECT_EQ(BleuScorer(Options::from_pairs("tokenize=none,lowercase=true", "test")).tokens("A b."),
            (std::vector<std::string>{"a", "b."}));
}

}  // namespace
}  // namespace assay::metrics
