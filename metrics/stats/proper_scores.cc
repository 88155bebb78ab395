#include "metrics/stats/proper_scores.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "harness/core/check.h"
#include "metrics/stats/distributions.h"

namespace assay::metrics {
namespace {

constexpr double kLeastProbability = 1e-15;

void check(std::span<const double> probabilities, std::span<const double> outcomes, std::span<const double> weights) {
  ASSAY_CHECK(probabilities.size() == outcomes.size() && (weights.empty() || weights.size() == outcomes.size()));
}

/// The weighted mean of `loss` of each row.
template <class Loss>
std::optional<double> mean_loss(std::span<const double> probabilities, std::span<const double> outcomes,
                                std::span<const double> weights, Loss loss) {
  check(probabilities, outcomes, weights);
  double sum = 0.0;
  double whole = 0.0;
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    const double weight = weights.empty() ? 1.0 : weights[i];
    sum += weight * loss(probabilities[i], outcomes[i]);
    whole += weight;
  }
  if (!(whole > 0.0)) return std::nullopt;
  return sum / whole;
}

std::vector<std::size_t> by_probability(std::span<const double> probabilities) {
  std::vector<std::size_t> order(probabilities.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return probabilities[a] < probabilities[b]; });
  return order;
}

/// Rows that are taken together.
struct Group {
  double weight = 0.0;
  double probability = 0.0;  // sums
  double outcome = 0.0;
};

std::optional<BrierParts> parts_of(std::span<const Group> groups, std::span<const double> outcomes,
                                   std::span<const double> weights) {
  double whole = 0.0;
  double sum = 0.0;
  for (const Group& group : groups) {
    whole += group.weight;
    sum += group.outcome;
  }
  if (!(whole > 0.0)) return std::nullopt;
  const double mean = sum / whole;
  BrierParts parts;
  for (const Group& group : groups) {
    if (!(group.weight > 0.0)) continue;
    const double outcome = group.outcome / group.weight;
    const double off = group.probability / group.weight - outcome;
    parts.reliability += group.weight / whole * off * off;
    parts.resolution += group.weight / whole * (outcome - mean) * (outcome - mean);
  }
  for (std::size_t i = 0; i < outcomes.size(); ++i)
    parts.uncertainty += (weights.empty() ? 1.0 : weights[i]) / whole * (outcomes[i] - mean) * (outcomes[i] - mean);
  return parts;
}

}  // namespace

std::optional<double> brier_score(std::span<const double> probabilities, std::span<const double> outcomes,
                                  std::span<const double> weights) {
  return mean_loss(probabilities, outcomes, weights, [](double p, double y) { return (p - y) * (p - y); });
}

std::optional<double> log_loss(std::span<const double> probabilities, std::span<const double> outcomes,
                               std::span<const double> weights) {
  return mean_loss(probabilities, outcomes, weights, [](double p, double y) {
    p = std::clamp(p, kLeastProbability, 1.0 - kLeastProbability);
    return -(y * std::log(p) + (1.0 - y) * std::log1p(-p));
  });
}

std::optional<BrierParts> brier_parts(std::span<const double> probabilities, std::span<const double> outcomes,
                                      std::span<const double> weights) {
  check(probabilities, outcomes, weights);
  std::vector<Group> groups;
  const std::vector<std::size_t> order = by_probability(probabilities);
  for (std::size_t at = 0; at < order.size(); ++at) {
    const std::size_t i = order[at];
    if (at == 0 || probabilities[i] != probabilities[order[at - 1]]) groups.emplace_back();
    const double weight = weights.empty() ? 1.0 : weights[i];
    groups.back().weight += weight;
    groups.back().probability += weight * probabilities[i];
    groups.back().outcome += weight * outcomes[i];
  }
  return parts_of(groups, outcomes, weights);
}

std::optional<BrierParts> binned_brier_parts(std::span<const double> probabilities, std::span<const double> outcomes,
                                             std::size_t bins) {
  check(probabilities, outcomes, {});
  ASSAY_CHECK(bins > 0);
  const std::vector<std::size_t> order = by_probability(probabilities);
  std::vector<Group> groups(bins);
  for (std::size_t at = 0; at < order.size(); ++at) {
    Group& group = groups[at * bins / order.size()];
    group.weight += 1.0;
    group.probability += probabilities[order[at]];
    group.outcome += outcomes[order[at]];
  }
  return parts_of(groups, outcomes, {});
}

TestResult spiegelhalter_test(std::span<const double> probabilities, std::span<const double> outcomes) {
  check(probabilities, outcomes, {});
  double off = 0.0;
  double variance = 0.0;
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    const double p = probabilities[i];
    ASSAY_CHECK(outcomes[i] == 0.0 || outcomes[i] == 1.0);
    off += (outcomes[i] - p) * (1.0 - 2.0 * p);
    variance += (1.0 - 2.0 * p) * (1.0 - 2.0 * p) * p * (1.0 - p);
  }
  if (!(variance > 0.0)) return no_test("spiegelhalter", "all probabilities are 0, 0.5 or 1");
  const double z = off / std::sqrt(variance);
  return {2.0 * normal_cdf(-std::abs(z)), z, "spiegelhalter", ""};
}

}  // namespace assay::metrics
