// What holds all at once: confidence sequences over time, rank intervals over players.
#include <gtest/gtest.h>

#include <fmt/core.h>

#include "metrics/stats/bradley_terry.h"
#include "metrics/stats/confidence_sequence.h"
#include "tests/simulation/simulation.h"

namespace assay::simulation {
namespace {

TEST(SequencesAndRanksSlow, SequencesHoldTheMeanAtEveryTime) {
  for (const double p : {0.1, 0.5, 0.85}) {
    Share hoeffding(fmt::format("Hoeffding sequence over 500 values, p={}", p));
    Share bernstein(fmt::format("empirical Bernstein sequence over 500 values, p={}", p));
    Share betting(fmt::format("betting sequence over 500 values, p={}", p));
    for (int round = 0; round < rounds(100); ++round) {
      Random random("sequence", round * 100 + static_cast<int>(100 * p));
      std::vector<double> values(500);
      for (double& v : values) v = random.chance(p) ? 1.0 : 0.0;
      const auto holds = [&](const std::vector<metrics::Interval>& sequence) {
        for (const metrics::Interval& interval : sequence)
          if (interval.low > p || p > interval.high) return false;
        return true;
      };
      hoeffding.add(holds(metrics::hoeffding_sequence(values)));
      bernstein.add(holds(metrics::empirical_bernstein_sequence(values)));
      betting.add(holds(metrics::betting_sequence(values, {}, 200)));
    }
    hoeffding.expect(0.95, 1.0);
    bernstein.expect(0.95, 1.0);
    betting.expect(0.95, 1.0);
  }
}

TEST(SequencesAndRanksSlow, RankIntervalsHoldAllRanksAtOnce) {
  // Equal players have the ranks 1 to k in any order: no rank may be excluded.
  Share share("rank intervals of five equal players, 2 games a prompt");
  Share error("interval of a strength, clustered");
  for (int round = 0; round < rounds(300); ++round) {
    Random random("ranks", round);
    std::vector<metrics::Comparison> games;
    for (std::uint32_t prompt = 0; prompt < 100; ++prompt) {
      std::vector<double> taste(5);
      for (double& t : taste) t = random.normal();
      for (int game = 0; game < 2; ++game) {
        const std::uint32_t a = static_cast<std::uint32_t>(random.below(5));
        const std::uint32_t b = (a + 1 + static_cast<std::uint32_t>(random.below(4))) % 5;
        games.push_back({a, b, random.chance(1.0 / (1.0 + std::exp(taste[b] - taste[a]))) ? 1.0 : 0.0, prompt});
      }
    }
    const metrics::BradleyTerry fit = metrics::fit_bradley_terry(games, 5);
    ASSERT_EQ(fit.reason, "");
    bool all = true;
    for (const metrics::RankInterval& rank : metrics::rank_intervals(fit, 0.95, 500, random.seed()))
      all &= rank.best == 1 && rank.worst == 5;
    share.add(all);
    error.add(std::abs(fit.strengths[0]) <= 1.96 * fit.standard_errors[0]);
  }
  share.expect(0.93, 0.975);
  error.expect(0.93, 0.97);
}

}  // namespace
}  // namespace assay::simulation
