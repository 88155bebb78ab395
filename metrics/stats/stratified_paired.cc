#include "metrics/stats/stratified_paired.h"

#include <algorithm>
#include <cmath>

#include "harness/core/check.h"
#include "harness/core/random.h"
#include "metrics/stats/distributions.h"
#include "metrics/stats/paired_counts.h"
#include "metrics/stats/paired_t.h"

namespace assay::metrics {
namespace {

std::vector<double> first_of_rows(const StatsRows& rows) {
  std::vector<double> column(rows.num_rows());
  for (std::size_t i = 0; i < column.size(); ++i) column[i] = rows.row(i)[0];
  return column;
}

std::optional<double> weighted_difference(std::span<const PairedStratum> strata, std::span<const double> weights) {
  double sum = 0.0;
  for (std::size_t i = 0; i < strata.size(); ++i) {
    const auto from = strata[i].value.finite(strata[i].rows.base), to = strata[i].value.finite(strata[i].rows.candidate);
    if (!from || !to) return std::nullopt;
    sum += weights[i] * (*to - *from);
  }
  return sum;
}

bool any_clustered(std::span<const PairedStratum> strata) {
  return std::any_of(strata.begin(), strata.end(), [](const PairedStratum& stratum) {
    return units_of(stratum.rows.base.num_rows(), stratum.clusters).clustered;
  });
}

}  // namespace

StratifiedPairedT stratified_paired_t(std::span<const PairedStratum> strata, std::span<const double> weights, bool proportion,
                                      const std::optional<double>& largest, double level) {
  ASSAY_CHECK(!strata.empty() && weights.size() == strata.size());
  constexpr const char* kMethod = "stratified_paired_t";
  StratifiedPairedT out;
  std::vector<MeanStratum> means;
  double difference = 0.0, spread = 0.0;
  bool any_differs = false, binary = proportion && !any_clustered(strata);
  for (std::size_t i = 0; i < strata.size(); ++i) {
    const std::vector<double> base = first_of_rows(strata[i].rows.base), candidate = first_of_rows(strata[i].rows.candidate);
    binary = binary && paired_counts(base, candidate).has_value();
    means.push_back({strata[i].name, differences(base, candidate), strata[i].clusters, strata[i].same_answers});
    const double n = static_cast<double>(base.size());
    for (const double d : means.back().values) {
      any_differs = any_differs || d != 0.0;
      difference += weights[i] * d / n;
    }
    spread += weights[i] * weights[i] / n;
  }
  if (binary && !any_differs) {
    out.test = {1.0, 0.0, kMethod, ""};
    out.interval = tango_interval({.both = 1.0 / spread}, level);
    out.method = "stratified_tango";
    return out;
  }
  std::string reason;
  const std::optional<Interval> range = largest ? std::optional(Interval{-*largest, *largest}) : std::nullopt;
  const std::optional<StratifiedError> error = stratified_error(means, weights, range, reason);
  if (!error || !(error->variance > 0.0)) {
    out.test = no_test(kMethod, error ? "all differences of each task are equal" : reason);
    return out;
  }
  out.standard_error = std::sqrt(error->variance);
  const double t = difference / *out.standard_error;
  out.test = {student_t_two_sided(t, error->df), t, kMethod, ""};
  out.interval = t_interval(difference, *out.standard_error, error->df, level);
  out.method = kMethod;
  return out;
}

RandomizationResult stratified_randomization(std::span<const PairedStratum> strata, std::span<const double> weights,
                                             const PairedOptions& options) {
  ASSAY_CHECK(!strata.empty() && weights.size() == strata.size());
  const char* method = any_clustered(strata) ? "stratified_cluster_randomization" : "stratified_randomization";
  RandomizationResult result;
  result.difference = weighted_difference(strata, weights);
  if (!result.difference) {
    result.test = no_test(method, "the value of a task is undefined");
    return result;
  }
  std::vector<double> sums(options.replicates, 0.0);
  double size = std::abs(*result.difference);
  bool differs = false;
  for (std::size_t i = 0; i < strata.size(); ++i) {
    const PairedRows& rows = strata[i].rows;
    size = std::max(size, std::abs(strata[i].value(rows.base).value_or(0.0)));
    // Equal rows stay equal however they are swapped.
    if (std::equal(rows.base.data.begin(), rows.base.data.end(), rows.candidate.data.begin())) continue;
    differs = true;
    PairedOptions own = options;
    own.clusters = strata[i].clusters;
    own.seed = stream_seed(options.seed, "stratum", strata[i].name, i);
    const auto found = randomized_differences(rows, strata[i].value, own);
    // One that is undefined counts as far apart, and so does its sum.
    for (std::size_t r = 0; r < sums.size(); ++r) sums[r] += found[r] ? weights[i] * *found[r] : INFINITY;
  }
  if (!differs) {
    result.test = no_test(method, "both runs have the same scores");
    return result;
  }
  const double bound = std::abs(*result.difference) - 1e-12 * size;
  std::size_t count = 0;
  for (const double sum : sums) count += !(std::abs(sum) < bound) ? 1 : 0;
  result.test = {static_cast<double>(1 + count) / static_cast<double>(options.replicates + 1), *result.difference, method, ""};
  return result;
}

PairedBootstrapResult stratified_paired_bootstrap(std::span<const PairedStratum> strata, std::span<const double> weights,
                                                  const PairedOptions& options, double largest) {
  PairedBootstrapResult result;
  result.difference = weighted_difference(strata, weights);
  if (!result.difference) {
    result.bootstrap.reason = "the value of a task is undefined";
    return result;
  }
  std::vector<std::vector<double>> joint(strata.size());
  std::vector<Stratum> joined;
  for (std::size_t i = 0; i < strata.size(); ++i) {
    const PairedStratum& stratum = strata[i];
    const bool of_sums = stratum.value.is_of_sums();
    if (of_sums) joint[i] = joint_rows(stratum.rows);
    const StatsRows rows = of_sums ? StatsRows{joint[i], 2 * stratum.rows.base.width, {}} : stratum.rows.base;
    joined.push_back({stratum.name, rows, stratum.clusters, joint_value(stratum.rows, stratum.value)});
  }
  BootstrapOptions bootstrap;
  bootstrap.level = options.level;
  bootstrap.replicates = options.replicates;
  bootstrap.seed = options.seed;
  bootstrap.lowest = -largest;
  bootstrap.highest = largest;
  result.bootstrap = stratified_bootstrap(joined, weights, *result.difference, bootstrap);
  if (result.bootstrap.interval) result.bootstrap.method = "paired_" + result.bootstrap.method;
  return result;
}

}  // namespace assay::metrics
