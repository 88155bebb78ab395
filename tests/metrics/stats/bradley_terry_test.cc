#include "metrics/stats/bradley_terry.h"

#include <gtest/gtest.h>

#include <map>

#include "harness/core/random.h"
#include "tests/metrics/stats/vectors.h"

namespace assay::metrics {
namespace {

std::vector<Comparison> golden_games(const Value& golden) {
  std::vector<Comparison> games;
  for (const Value& row : golden.find("games")->as_array()) {
    const std::vector<double> n = test::numbers(row);
    games.push_back(
        {static_cast<std::uint32_t>(n[0]), static_cast<std::uint32_t>(n[1]), n[2], static_cast<std::uint32_t>(n[3])});
  }
  return games;
}

void expect_near(const std::vector<double>& found, const std::vector<double>& expected, double tolerance) {
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) EXPECT_NEAR(found[i], expected[i], tolerance);
}

TEST(BradleyTerry, EqualsAGeneralisedLinearModel) {
  const Value golden = test::stats_golden("bradley_terry.json");
  const BradleyTerry fit = fit_bradley_terry(golden_games(golden), 5);
  EXPECT_EQ(fit.reason, "");
  EXPECT_EQ(fit.clusters, 90U);
  const Value& half = *golden.find("half");
  expect_near(fit.strengths, test::numbers(half, "strengths"), 1e-9);
  expect_near(fit.model_errors, test::numbers(half, "model_errors"), 1e-9);
  expect_near(fit.standard_errors, test::numbers(half, "errors"), 1e-9);
}

TEST(BradleyTerry, DavidsonsTiesEqualANumericalMaximum) {
  const Value golden = test::stats_golden("bradley_terry.json");
  const BradleyTerry fit = fit_bradley_terry(golden_games(golden), 5, Ties::kDavidson);
  const Value& expected = *golden.find("davidson");
  expect_near(fit.strengths, test::numbers(expected, "strengths"), 1e-6);
  EXPECT_NEAR(*fit.tie_parameter, test::number(expected, "nu"), 1e-6);
  EXPECT_NEAR(fit.log_likelihood, test::number(expected, "log_likelihood"), 1e-9);
}

/// The comparisons of PandaLM's pairs by a column of verdicts, or by the majority of the three people; unparsed are
/// left out.
std::vector<Comparison> pandalm(const std::vector<std::vector<std::string>>& lines, int column,
                                std::vector<std::string>& models) {
  std::map<std::string, std::uint32_t> numbers;
  for (std::size_t i = 1; i < lines.size(); ++i)
    for (const std::size_t c : {1U, 2U}) numbers.emplace(lines[i][c], 0);
  for (auto& [name, number] : numbers) {
    number = static_cast<std::uint32_t>(models.size());
    models.push_back(name);
  }
  std::vector<Comparison> games;
  for (std::size_t i = 1; i < lines.size(); ++i) {
    std::string verdict;
    if (column > 0) {
      verdict = lines[i][static_cast<std::size_t>(column)];
    } else {
      verdict = lines[i][4] == lines[i][5] || lines[i][4] == lines[i][6] ? lines[i][4] : lines[i][5];
    }
    if (verdict == "garbage") continue;
    games.push_back({numbers.at(lines[i][1]), numbers.at(lines[i][2]),
                     verdict == "1"   ? 1.0
                     : verdict == "2" ? 0.0
                                      : 0.5,
                     static_cast<std::uint32_t>(i)});
  }
  return games;
}

TEST(BradleyTerry, PandaLmEqualsTheReferenceVectors) {
  ASSAY_SHARED_OR_SKIP(path, "vectors/stats.json");
  ASSAY_SHARED_OR_SKIP(data, "vectors/pandalm_human3_judges.csv");
  const Value vectors = test::read_vectors(path);
  const auto lines = test::read_csv(data);
  const std::vector<std::pair<const char*, int>> cases = {
      {"bradley_terry_pandalm_human", 0}, {"bradley_terry_pandalm_gpt35", 7}, {"bradley_terry_pandalm_pandalm7b", 8}};
  for (const auto& [name, column] : cases) {
    SCOPED_TRACE(name);
    const Value& expected = *vectors.find(name);
    std::vector<std::string> models;
    const auto games = pandalm(lines, column, models);
    EXPECT_EQ(static_cast<double>(games.size()), test::number(expected, "n"));
    const BradleyTerry fit = fit_bradley_terry(games, models.size());
    ASSERT_EQ(fit.reason, "");
    for (std::size_t i = 0; i < models.size(); ++i) {
      EXPECT_NEAR(fit.strengths[i], test::number(*expected.find("theta_sum0"), models[i]), 1e-7);
      if (column != 0) continue;
      EXPECT_NEAR(fit.model_errors[i], test::number(*expected.find("se_hessian"), models[i]), 1e-7);
      EXPECT_NEAR(fit.standard_errors[i], test::number(*expected.find("se_sandwich"), models[i]), 1e-7);
      EXPECT_NEAR(elo(fit.strengths[i]), test::number(*expected.find("elo_scale_400_log10_mean1000"), models[i]), 1e-4);
    }
    if (column == 0) {
      EXPECT_NEAR(-fit.log_likelihood, test::number(expected, "neg_loglik"), 1e-7);
    }
  }
}

TEST(BradleyTerry, TwoPlayersHaveTheLogOdds) {
  std::vector<Comparison> games(30, {0, 1, 1.0, 0});
  for (std::size_t i = 0; i < games.size(); ++i) games[i].cluster = static_cast<std::uint32_t>(i);
  for (std::size_t i = 0; i < 10; ++i) games[i].score = 0.0;
  const BradleyTerry fit = fit_bradley_terry(games, 2);
  EXPECT_NEAR(fit.strengths[0] - fit.strengths[1], std::log(2.0), 1e-10);
  EXPECT_NEAR(fit.strengths[0] + fit.strengths[1], 0.0, 1e-12);
}

TEST(BradleyTerry, RefusesWhatHasNoSolution) {
  const std::vector<Comparison> apart = {{0, 1, 1.0, 0}, {1, 0, 1.0, 1}, {2, 3, 0.5, 2}};
  EXPECT_EQ(fit_bradley_terry(apart, 4).reason,
            "the comparisons do not connect all players: none between player 0 and players 2, 3");
  const std::vector<Comparison> unbeaten = {{0, 1, 0.5, 0}, {2, 0, 1.0, 1}, {1, 2, 0.0, 2}};
  EXPECT_EQ(fit_bradley_terry(unbeaten, 3).reason,
            "players 2 never lost to the others: how much stronger they are is unbounded");
  const std::vector<Comparison> beaten = {{0, 1, 0.5, 0}, {2, 0, 0.0, 1}, {1, 2, 1.0, 2}};
  EXPECT_EQ(fit_bradley_terry(beaten, 3).reason,
            "players 2 never won against the others: how much weaker they are is unbounded");
  EXPECT_TRUE(fit_bradley_terry(beaten, 3).strengths.empty());
  EXPECT_EQ(fit_bradley_terry({}, 3).reason, "no two players were compared");
  const std::vector<Comparison> decided = {{0, 1, 1.0, 0}, {0, 1, 0.0, 1}};
  EXPECT_EQ(fit_bradley_terry(decided, 2, Ties::kDavidson).reason,
            "there is no tie for Davidson's model to learn from");
  const std::vector<Comparison> tied = {{0, 1, 0.5, 0}, {0, 1, 0.5, 1}};
  EXPECT_EQ(fit_bradley_terry(tied, 2, Ties::kDavidson).reason, "there are nothing but ties");
  EXPECT_EQ(fit_bradley_terry(tied, 2).strengths, (std::vector<double>{0.0, 0.0}));
}

TEST(BradleyTerry, RankIntervalsSeparateOnlyWhatDiffers) {
  RandomStream random(5);
  const std::vector<double> strengths = {2.0, 0.05, 0.0, -2.0};
  std::vector<Comparison> games;
  for (std::uint32_t i = 0; i < 600; ++i) {
    const std::uint32_t a = static_cast<std::uint32_t>(random.below(4));
    const std::uint32_t b = (a + 1 + static_cast<std::uint32_t>(random.below(3))) % 4;
    const double p = 1.0 / (1.0 + std::exp(strengths[b] - strengths[a]));
    games.push_back({a, b, random.uniform() < p ? 1.0 : 0.0, i});
  }
  const auto ranks = rank_intervals(fit_bradley_terry(games, 4));
  EXPECT_EQ(ranks[0].best, 1U);
  EXPECT_EQ(ranks[0].worst, 1U);
  EXPECT_EQ(ranks[1].best, 2U);
  EXPECT_EQ(ranks[1].worst, 3U);
  EXPECT_EQ(ranks[2].best, 2U);
  EXPECT_EQ(ranks[2].worst, 3U);
  EXPECT_EQ(ranks[3].best, 4U);
  EXPECT_EQ(ranks[3].worst, 4U);
}

}  // namespace
}  // namespace assay::metrics
