#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace assay::metrics {

/// One comparison of two players (models, systems), numbered from 0.
struct Comparison {
  std::uint32_t first = 0;
  std::uint32_t second = 0;
  double score = 0.5;         ///< of the first: 1 won, 0 lost, 0.5 tied; in between where a judge gives a probability
  std::uint32_t cluster = 0;  ///< comparisons that belong together: all of one prompt, both orders
};

/// How ties are taken.
enum class Ties {
  kHalf,      ///< half a win and half a loss
  kDavidson,  ///< an outcome of its own, the likelier the closer the players; needs scores of 1, 0.5 and 0 and some of
              ///< each
};

/// Strengths of players from comparisons.
struct BradleyTerry {
  std::vector<double> strengths;        ///< log odds scale, sum 0; empty where there are none
  std::vector<double> standard_errors;  ///< robust to clusters
  std::vector<double> model_errors;     ///< from the curvature alone: right only if all comparisons are independent
  std::vector<double> covariance;       ///< [num_players, num_players], robust to clusters
  std::optional<double> tie_parameter;  ///< Davidson's nu: 0 for no ties
  double log_likelihood = 0.0;
  std::size_t clusters = 0;
  std::string reason;  ///< why there are no strengths; "" where there are

  // What rank intervals are simulated from. Shapes: [clusters, num_players].
  std::vector<double> influence;  ///< how far each cluster pulls each strength
};

/// Fits strengths by maximum likelihood with Newton's method. Errors are of the sandwich H^-1 M H^-1 with one score a
/// cluster.
///
/// There are none, and the reason says so, where the comparisons do not connect all players; where a player or group
/// never lost (or never won) against the rest, for its strength is then unbounded; and with Davidson's model where
/// there is no tie or nothing but ties. Requires: players < num_players, two in each comparison; scores in 0..1.
/// Source: Bradley & Terry 1952; Ford 1957 for when there is a solution; Davidson 1970 for ties; White 1982 for the
/// sandwich.
BradleyTerry fit_bradley_terry(std::span<const Comparison> comparisons, std::size_t num_players,
                               Ties ties = Ties::kHalf);

/// Strength on the scale of chess ratings: 1000 + 400 strength / log(10).
double elo(double strength);

/// The ranks that a player may have, 1 the best.
struct RankInterval {
  std::size_t best = 1;
  std::size_t worst = 1;
};

/// Rank intervals that hold for all players at once with probability `level`: the ranks left by the pairs that differ
/// for sure, by the max-t distribution over all pairs of a bootstrap with random signs of the clusters' influences.
/// Requires: a fit with strengths, 0 < level < 1, replicates > 0.
/// Source: Mogstad, Romano, Shaikh & Wilhelm 2024, "Inference for ranks"; Kline & Santos 2012, "A score
/// based approach to wild bootstrap inference".
std::vector<RankInterval> rank_intervals(const BradleyTerry& fit, double level = 0.95, std::size_t replicates = 2000,
                                         std::uint64_t seed = 0);

}  // namespace assay::metrics
