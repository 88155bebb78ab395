#include "metrics/stats/agreement.h"

#include <algorithm>
#include <cmath>

#include "harness/core/check.h"

namespace assay::metrics {
namespace {

// Beyond this a chance agreement is complete but for rounding.
constexpr double kRounding = 1e-12;

double weight_of(ItemWeights weights, std::size_t item) { return weights.empty() ? 1.0 : weights[item]; }

/// All values that occur, in ascending order.
std::vector<double> categories_of(const RatingTable& table) {
  std::vector<double> found;
  for (const auto& rating : table.ratings)
    if (rating) found.push_back(*rating);
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

std::size_t place(const std::vector<double>& categories, double value) {
  return static_cast<std::size_t>(std::lower_bound(categories.begin(), categories.end(), value) - categories.begin());
}

/// How many raters chose each category, item by item. Shapes: [num_items, num_categories].
std::vector<double> counts_of(const RatingTable& table, const std::vector<double>& categories) {
  std::vector<double> counts(table.num_items() * categories.size(), 0.0);
  for (std::size_t i = 0; i < table.num_items(); ++i)
    for (const auto& rating : table.item(i))
      if (rating) counts[i * categories.size() + place(categories, *rating)] += 1.0;
  return counts;
}

std::optional<double> beyond_chance(double observed, double expected) {
  if (!(expected < 1.0 - kRounding)) return std::nullopt;
  return (observed - expected) / (1.0 - expected);
}

void check(const RatingTable& table, ItemWeights weights) {
  ASSAY_CHECK(table.num_raters > 0 && table.ratings.size() % table.num_raters == 0);
  ASSAY_CHECK(weights.empty() || weights.size() == table.num_items());
}

/// Krippendorff 2011: the squared distances of all pairs of values, n their numbers of ratings.
std::vector<double> distances(Scale scale, const std::vector<double>& values, const std::vector<double>& n) {
  const std::size_t k = values.size();
  std::vector<double> found(k * k, 0.0);
  for (std::size_t a = 0; a < k; ++a) {
    double between = n[a];
    for (std::size_t b = a + 1; b < k; ++b) {
      between += n[b];
      double d = 1.0;
      if (scale == Scale::kOrdinal) d = between - 0.5 * (n[a] + n[b]);
      if (scale == Scale::kInterval) d = values[a] - values[b];
      if (scale == Scale::kRatio)
        d = values[a] + values[b] == 0.0 ? 0.0 : (values[a] - values[b]) / (values[a] + values[b]);
      found[a * k + b] = found[b * k + a] = d * d;
    }
  }
  return found;
}

}  // namespace

std::optional<double> raw_agreement(const RatingTable& table, ItemWeights weights) {
  check(table, weights);
  ASSAY_CHECK(table.num_raters == 2);
  double same = 0.0;
  double all = 0.0;
  for (std::size_t i = 0; i < table.num_items(); ++i) {
    const auto item = table.item(i);
    if (!item[0] || !item[1]) continue;
    all += weight_of(weights, i);
    if (*item[0] == *item[1]) same += weight_of(weights, i);
  }
  if (!(all > 0.0)) return std::nullopt;
  return same / all;
}

std::optional<double> cohen_kappa(const RatingTable& table, KappaWeights kind, ItemWeights weights) {
  check(table, weights);
  ASSAY_CHECK(table.num_raters == 2);
  RatingTable both;
  both.num_raters = 2;
  std::vector<double> kept;
  for (std::size_t i = 0; i < table.num_items(); ++i) {
    const auto item = table.item(i);
    if (!item[0] || !item[1]) continue;
    both.ratings.insert(both.ratings.end(), item.begin(), item.end());
    kept.push_back(weight_of(weights, i));
  }
  const std::vector<double> categories = categories_of(both);
  const std::size_t k = categories.size();
  std::vector<double> rows(k, 0.0);
  std::vector<double> columns(k, 0.0);
  double all = 0.0;
  double observed = 0.0;
  const auto distance = [&](std::size_t a, std::size_t b) {
    const double d = std::abs(static_cast<double>(a) - static_cast<double>(b));
    return kind == KappaWeights::kNone ? (a == b ? 0.0 : 1.0) : kind == KappaWeights::kLinear ? d : d * d;
  };
  for (std::size_t i = 0; i < both.num_items(); ++i) {
    const std::size_t a = place(categories, *both.item(i)[0]);
    const std::size_t b = place(categories, *both.item(i)[1]);
    rows[a] += kept[i];
    columns[b] += kept[i];
    all += kept[i];
    observed += kept[i] * distance(a, b);
  }
  if (!(all > 0.0)) return std::nullopt;
  double expected = 0.0;
  for (std::size_t a = 0; a < k; ++a)
    for (std::size_t b = 0; b < k; ++b) expected += rows[a] * columns[b] / all * distance(a, b);
  if (!(expected > kRounding * all)) return std::nullopt;
  return 1.0 - observed / expected;
}

std::optional<double> prevalence_adjusted_kappa(const RatingTable& table, ItemWeights weights) {
  const std::optional<double> same = raw_agreement(table, weights);
  const double k = static_cast<double>(categories_of(table).size());
  if (!same || k < 2.0) return std::nullopt;
  return (k * *same - 1.0) / (k - 1.0);
}

std::optional<double> fleiss_kappa(const RatingTable& table, ItemWeights weights) {
  check(table, weights);
  if (table.num_raters < 2) return std::nullopt;
  const std::vector<double> categories = categories_of(table);
  const std::size_t k = categories.size();
  const std::vector<double> counts = counts_of(table, categories);
  const double raters = static_cast<double>(table.num_raters);
  std::vector<double> shares(k, 0.0);
  double observed = 0.0;
  double all = 0.0;
  for (std::size_t i = 0; i < table.num_items(); ++i) {
    const double* of_item = counts.data() + i * k;
    double total = 0.0;
    double squares = 0.0;
    for (std::size_t c = 0; c < k; ++c) {
      total += of_item[c];
      squares += of_item[c] * of_item[c];
    }
    if (total < raters) continue;
    const double weight = weight_of(weights, i);
    all += weight;
    observed += weight * (squares - raters) / (raters * (raters - 1.0));
    for (std::size_t c = 0; c < k; ++c) shares[c] += weight * of_item[c] / raters;
  }
  if (!(all > 0.0)) return std::nullopt;
  double expected = 0.0;
  for (const double share : shares) expected += share / all * (share / all);
  return beyond_chance(observed / all, expected);
}

std::optional<double> krippendorff_alpha(const RatingTable& table, Scale scale, ItemWeights weights) {
  check(table, weights);
  const std::vector<double> categories = categories_of(table);
  const std::size_t k = categories.size();
  const std::vector<double> counts = counts_of(table, categories);
  // Coincidences o_cv = sum over items of n_c (n_v - [c = v]) / (m - 1).
  std::vector<double> coincidences(k * k, 0.0);
  std::vector<double> n(k, 0.0);
  double all = 0.0;
  for (std::size_t i = 0; i < table.num_items(); ++i) {
    const double* of_item = counts.data() + i * k;
    double m = 0.0;
    for (std::size_t c = 0; c < k; ++c) m += of_item[c];
    if (m < 2.0) continue;
    const double weight = weight_of(weights, i);
    for (std::size_t c = 0; c < k; ++c) {
      if (of_item[c] == 0.0) continue;
      n[c] += weight * of_item[c];
      all += weight * of_item[c];
      for (std::size_t v = 0; v < k; ++v)
        coincidences[c * k + v] += weight * of_item[c] * (of_item[v] - (c == v ? 1.0 : 0.0)) / (m - 1.0);
    }
  }
  if (!(all > 1.0)) return std::nullopt;
  const std::vector<double> distance = distances(scale, categories, n);
  double observed = 0.0;
  double expected = 0.0;
  for (std::size_t c = 0; c < k; ++c)
    for (std::size_t v = 0; v < k; ++v) {
      observed += coincidences[c * k + v] * distance[c * k + v];
      expected += n[c] * n[v] * distance[c * k + v] / (all - 1.0);
    }
  if (!(expected > 0.0)) return std::nullopt;
  return 1.0 - observed / expected;
}

std::optional<double> gwet_ac1(const RatingTable& table, ItemWeights weights) {
  check(table, weights);
  const std::vector<double> categories = categories_of(table);
  const std::size_t k = categories.size();
  if (k < 2) return std::nullopt;
  const std::vector<double> counts = counts_of(table, categories);
  std::vector<double> shares(k, 0.0);
  double rated = 0.0;
  double observed = 0.0;
  double compared = 0.0;
  for (std::size_t i = 0; i < table.num_items(); ++i) {
    const double* of_item = counts.data() + i * k;
    double m = 0.0;
    double pairs = 0.0;
    for (std::size_t c = 0; c < k; ++c) {
      m += of_item[c];
      pairs += of_item[c] * (of_item[c] - 1.0);
    }
    const double weight = weight_of(weights, i);
    if (m < 1.0) continue;
    rated += weight;
    for (std::size_t c = 0; c < k; ++c) shares[c] += weight * of_item[c] / m;
    if (m < 2.0) continue;
    compared += weight;
    observed += weight * pairs / (m * (m - 1.0));
  }
  if (!(compared > 0.0)) return std::nullopt;
  double expected = 0.0;
  for (const double share : shares) expected += share / rated * (1.0 - share / rated);
  return beyond_chance(observed / compared, expected / static_cast<double>(k - 1));
}

BootstrapResult agreement_interval(
    const RatingTable& table, const std::function<std::optional<double>(const RatingTable&, ItemWeights)>& statistic,
    const BootstrapOptions& options, std::span<const std::uint32_t> clusters) {
  BootstrapResult none;
  none.reason = "no item was rated";
  if (table.num_items() == 0) return none;
  const std::optional<double> value = statistic(table, {});
  if (!value) {
    none.reason = "the agreement is undefined";
    return none;
  }
  // The rows only carry the weights of the items: the ratings are at hand.
  const std::vector<double> rows(table.num_items(), 0.0);
  const ValueFunction of_weights([&](const StatsRows& weighted) { return statistic(table, weighted.weights); });
  const Resampler resampler({rows, 1, {}}, of_weights, units_of(rows.size(), clusters));
  return bootstrap_interval(resampler, *value, options);
}

}  // namespace assay::metrics
