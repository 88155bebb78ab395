#include "metrics/stats/bradley_terry.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "harness/core/check.h"
#include "metrics/stats/bootstrap.h"
#include "metrics/stats/draws.h"
#include "metrics/stats/linear.h"

namespace assay::metrics {
namespace {

constexpr int kMostSteps = 100;

/// The players that can be reached from player 0 along edges [from, to].
std::vector<bool> reached(const std::vector<std::vector<std::uint32_t>>& edges) {
  std::vector<bool> seen(edges.size(), false);
  std::vector<std::uint32_t> open = {0};
  seen[0] = true;
  while (!open.empty()) {
    const std::uint32_t from = open.back();
    open.pop_back();
    for (const std::uint32_t to : edges[from]) {
      if (seen[to]) continue;
      seen[to] = true;
      open.push_back(to);
    }
  }
  return seen;
}

std::string players(const std::vector<bool>& chosen, bool which) {
  std::vector<std::size_t> numbers;
  for (std::size_t i = 0; i < chosen.size() && numbers.size() < 10; ++i)
    if (chosen[i] == which) numbers.push_back(i);
  return fmt::format("{}", fmt::join(numbers, ", "));
}

/// Ford 1957: there is a solution where from every player a chain of wins leads to every other. A tie is a win of both.
std::string why_unsolvable(std::span<const Comparison> comparisons, std::size_t num_players, Ties ties) {
  std::vector<std::vector<std::uint32_t>> won(num_players), lost(num_players), met(num_players);
  bool tied = false;
  bool decided = false;
  for (const Comparison& c : comparisons) {
    met[c.first].push_back(c.second);
    met[c.second].push_back(c.first);
    if (c.score > 0.0) {
      won[c.first].push_back(c.second);
      lost[c.second].push_back(c.first);
    }
    if (c.score < 1.0) {
      won[c.second].push_back(c.first);
      lost[c.first].push_back(c.second);
    }
    tied |= c.score == 0.5;
    decided |= c.score != 0.5;
  }
  const auto all = [](const std::vector<bool>& seen) {
    return std::all_of(seen.begin(), seen.end(), [](bool b) { return b; });
  };
  if (const auto seen = reached(met); !all(seen))
    return fmt::format("the comparisons do not connect all players: none between player 0 and players {}",
                       players(seen, false));
  if (const auto seen = reached(won); !all(seen))
    return fmt::format("players {} never lost to the others: how much stronger they are is unbounded",
                       players(seen, false));
  if (const auto seen = reached(lost); !all(seen))
    return fmt::format("players {} never won against the others: how much weaker they are is unbounded",
                       players(seen, false));
  if (ties == Ties::kDavidson && !tied) return "there is no tie for Davidson's model to learn from";
  if (ties == Ties::kDavidson && !decided) return "there are nothing but ties";
  return "";
}

/// Outcomes of one comparison at a difference d of strengths: with nu = exp(eta), or without ties.
struct Outcome {
  double won, lost, tied;
  double log_of(double score, Ties ties) const {
    if (ties == Ties::kDavidson) return std::log(score == 1.0 ? won : score == 0.0 ? lost : tied);
    return (score > 0.0 ? score * std::log(won) : 0.0) + (score < 1.0 ? (1.0 - score) * std::log(lost) : 0.0);
  }
};

Outcome outcome(double d, double eta, Ties ties) {
  if (ties == Ties::kHalf) return {1.0 / (1.0 + std::exp(-d)), 1.0 / (1.0 + std::exp(d)), 0.0};
  // Divided by the largest of the three terms, so that none overflows.
  const double top = std::max({0.5 * d, -0.5 * d, eta});
  const double a = std::exp(0.5 * d - top);
  const double b = std::exp(-0.5 * d - top);
  const double c = std::exp(eta - top);
  return {a / (a + b + c), b / (a + b + c), c / (a + b + c)};
}

/// The likelihood around a point: parameters are the strengths, then eta for Davidson's model.
class Likelihood {
 public:
  Likelihood(std::span<const Comparison> comparisons, std::size_t num_players, Ties ties)
      : comparisons_(comparisons),
        players_(num_players),
        size_(num_players + (ties == Ties::kDavidson ? 1 : 0)),
        ties_(ties) {}

  std::size_t size() const { return size_; }

  double value(const std::vector<double>& at) const {
    double sum = 0.0;
    for (const Comparison& c : comparisons_) sum += outcome_at(at, c).log_of(c.score, ties_);
    return sum;
  }

  /// The score of one comparison: of the first player's strength (the second's is its opposite), and of eta.
  std::pair<double, double> score(const std::vector<double>& at, const Comparison& c) const {
    const Outcome o = outcome_at(at, c);
    if (ties_ == Ties::kHalf) return {c.score - o.won, 0.0};
    return {c.score - 0.5 - 0.5 * (o.won - o.lost), (c.score == 0.5 ? 1.0 : 0.0) - o.tied};
  }

  std::vector<double> gradient(const std::vector<double>& at) const {
    std::vector<double> sum(size_, 0.0);
    for (const Comparison& c : comparisons_) add_score(at, c, sum);
    return sum;
  }

  void add_score(const std::vector<double>& at, const Comparison& c, std::span<double> sum) const {
    const auto [strength, eta] = score(at, c);
    sum[c.first] += strength;
    sum[c.second] -= strength;
    if (size_ > players_) sum[players_] += eta;
  }

  /// The negative second derivative, plus what fixes the sum of the strengths.
  std::vector<double> curvature(const std::vector<double>& at) const {
    std::vector<double> sum(size_ * size_, 0.0);
    for (std::size_t i = 0; i < players_; ++i)
      for (std::size_t j = 0; j < players_; ++j) sum[i * size_ + j] = 1.0 / static_cast<double>(players_);
    for (const Comparison& c : comparisons_) {
      const Outcome o = outcome_at(at, c);
      const double off = o.won - o.lost;
      const double w = ties_ == Ties::kHalf ? o.won * o.lost : 0.25 * (o.won + o.lost - off * off);
      sum[c.first * size_ + c.first] += w;
      sum[c.second * size_ + c.second] += w;
      sum[c.first * size_ + c.second] -= w;
      sum[c.second * size_ + c.first] -= w;
      if (size_ == players_) continue;
      const double cross = -0.5 * off * o.tied;
      for (const auto& [player, sign] : {std::pair(c.first, 1.0), std::pair(c.second, -1.0)}) {
        sum[player * size_ + players_] += sign * cross;
        sum[players_ * size_ + player] += sign * cross;
      }
      sum[players_ * size_ + players_] += o.tied * (1.0 - o.tied);
    }
    return sum;
  }

 private:
  Outcome outcome_at(const std::vector<double>& at, const Comparison& c) const {
    return outcome(at[c.first] - at[c.second], size_ > players_ ? at[players_] : 0.0, ties_);
  }

  std::span<const Comparison> comparisons_;
  std::size_t players_;
  std::size_t size_;
  Ties ties_;
};

std::vector<double> product(const std::vector<double>& matrix, std::span<const double> vector) {
  std::vector<double> found(vector.size(), 0.0);
  for (std::size_t i = 0; i < found.size(); ++i)
    for (std::size_t j = 0; j < found.size(); ++j) found[i] += matrix[i * found.size() + j] * vector[j];
  return found;
}

/// Newton's method with halved steps; false where it does not settle.
bool maximise(const Likelihood& likelihood, std::vector<double>& at) {
  double value = likelihood.value(at);
  for (int step = 0; step < kMostSteps; ++step) {
    const auto inverse = spd_inverse(likelihood.curvature(at), likelihood.size());
    if (!inverse) return false;
    const std::vector<double> direction = product(*inverse, likelihood.gradient(at));
    double largest = 0.0;
    for (const double d : direction) largest = std::max(largest, std::abs(d));
    if (largest < 1e-11) return true;
    double length = std::min(1.0, 5.0 / largest);
    for (int halvings = 0;; ++halvings, length *= 0.5) {
      std::vector<double> next = at;
      for (std::size_t i = 0; i < next.size(); ++i) next[i] += length * direction[i];
      const double found = likelihood.value(next);
      // Near the top a rise is lost in rounding: then the step is taken as it is.
      if (found >= value - 1e-12 * std::abs(value) || halvings == 50) {
        at = std::move(next);
        value = found;
        break;
      }
    }
  }
  return false;
}

}  // namespace

BradleyTerry fit_bradley_terry(std::span<const Comparison> comparisons, std::size_t num_players, Ties ties) {
  BradleyTerry fit;
  for (const Comparison& c : comparisons) {
    ASSAY_CHECK(c.first < num_players && c.second < num_players && c.first != c.second);
    ASSAY_CHECK(c.score >= 0.0 && c.score <= 1.0);
    ASSAY_CHECK(ties == Ties::kHalf || c.score == 0.0 || c.score == 0.5 || c.score == 1.0);
  }
  if (num_players < 2 || comparisons.empty()) {
    fit.reason = "no two players were compared";
    return fit;
  }
  fit.reason = why_unsolvable(comparisons, num_players, ties);
  if (!fit.reason.empty()) return fit;
  const Likelihood likelihood(comparisons, num_players, ties);
  std::vector<double> at(likelihood.size(), 0.0);
  const bool settled = maximise(likelihood, at);
  const auto inverse = settled ? spd_inverse(likelihood.curvature(at), likelihood.size()) : std::nullopt;
  if (!inverse) {
    fit.reason = "the fit does not settle: the comparisons hardly bound the strengths";
    return fit;
  }
  const std::size_t size = likelihood.size();
  const std::size_t k = num_players;
  fit.strengths.assign(at.begin(), at.begin() + static_cast<std::ptrdiff_t>(k));
  if (ties == Ties::kDavidson) fit.tie_parameter = std::exp(at[k]);
  fit.log_likelihood = likelihood.value(at);
  for (std::size_t i = 0; i < k; ++i)
    fit.model_errors.push_back(std::sqrt(std::max(0.0, (*inverse)[i * size + i] - 1.0 / static_cast<double>(k))));

  std::unordered_map<std::uint32_t, std::size_t> clusters;
  std::vector<double> scores;
  for (const Comparison& c : comparisons) {
    const std::size_t cluster = clusters.try_emplace(c.cluster, clusters.size()).first->second;
    scores.resize(clusters.size() * size, 0.0);
    likelihood.add_score(at, c, std::span(scores).subspan(cluster * size, size));
  }
  fit.clusters = clusters.size();
  fit.covariance.assign(k * k, 0.0);
  for (std::size_t g = 0; g < fit.clusters; ++g) {
    // The part along the sum of all strengths is 0 in every score, so the inverse may keep what fixes that sum.
    const std::vector<double> pull = product(*inverse, std::span(scores).subspan(g * size, size));
    fit.influence.insert(fit.influence.end(), pull.begin(), pull.begin() + static_cast<std::ptrdiff_t>(k));
    for (std::size_t i = 0; i < k; ++i)
      for (std::size_t j = 0; j < k; ++j) fit.covariance[i * k + j] += pull[i] * pull[j];
  }
  for (std::size_t i = 0; i < k; ++i) fit.standard_errors.push_back(std::sqrt(fit.covariance[i * k + i]));
  return fit;
}

double elo(double strength) { return 1000.0 + 400.0 * strength / std::log(10.0); }

std::vector<RankInterval> rank_intervals(const BradleyTerry& fit, double level, std::size_t replicates,
                                         std::uint64_t seed) {
  ASSAY_CHECK(!fit.strengths.empty() && level > 0.0 && level < 1.0 && replicates > 0);
  const std::size_t k = fit.strengths.size();
  std::vector<double> errors(k * k);
  for (std::size_t i = 0; i < k; ++i)
    for (std::size_t j = 0; j < k; ++j)
      errors[i * k + j] = std::sqrt(
          std::max(0.0, fit.covariance[i * k + i] + fit.covariance[j * k + j] - 2.0 * fit.covariance[i * k + j]));
  const std::uint64_t base = draw_base(seed, "rank_intervals");
  std::vector<double> largest(replicates, 0.0);
  std::vector<double> moved(k);
  for (std::size_t r = 0; r < replicates; ++r) {
    Draws draws(base, r);
    std::fill(moved.begin(), moved.end(), 0.0);
    std::uint64_t bits = 0;
    for (std::size_t g = 0; g < fit.clusters; ++g) {
      if (g % 64 == 0) bits = draws.next();
      const double sign = static_cast<double>(bits & 1) * 2.0 - 1.0;
      bits >>= 1;
      for (std::size_t i = 0; i < k; ++i) moved[i] += sign * fit.influence[g * k + i];
    }
    for (std::size_t i = 0; i < k; ++i)
      for (std::size_t j = i + 1; j < k; ++j)
        if (errors[i * k + j] > 0.0)
          largest[r] = std::max(largest[r], std::abs(moved[i] - moved[j]) / errors[i * k + j]);
  }
  std::sort(largest.begin(), largest.end());
  const double critical = sorted_quantile(largest, level);
  std::vector<RankInterval> ranks(k);
  for (std::size_t i = 0; i < k; ++i) {
    ranks[i] = {1, k};
    for (std::size_t j = 0; j < k; ++j) {
      const double ahead = fit.strengths[j] - fit.strengths[i];
      if (j == i || std::abs(ahead) <= critical * errors[i * k + j]) continue;
      if (ahead > 0.0)
        ++ranks[i].best;
      else
        --ranks[i].worst;
    }
  }
  return ranks;
}

}  // namespace assay::metrics
