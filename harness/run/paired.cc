#include "harness/run/paired.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "metrics/stats/clusters.h"
#include "metrics/stats/correlation.h"
#include "metrics/stats/distributions.h"
#include "metrics/stats/effect_size.h"
#include "metrics/stats/mcnemar.h"
#include "metrics/stats/paired_counts.h"
#include "metrics/stats/paired_rows.h"
#include "metrics/stats/paired_t.h"
#include "metrics/stats/power.h"

namespace assay::run {
namespace {

std::vector<double> first_column(const std::vector<double>& rows, std::size_t width) {
  std::vector<double> column;
  for (std::size_t i = 0; i < rows.size(); i += width) column.push_back(rows[i]);
  return column;
}

void set_interval(PairedResult& result, const std::optional<metrics::Interval>& interval, std::string method) {
  if (!interval) return;
  result.low = interval->low;
  result.high = interval->high;
  result.method = std::move(method);
}

void set_test(PairedResult& result, const metrics::TestResult& test) {
  result.test = test.method;
  result.p = test.p;
  if (!test.p) result.reason = test.reason;
}

// The smallest difference that the found standard error can show: that of one sample's difference is n se^2.
void set_detectable(PairedResult& result, double standard_error) {
  if (!(standard_error > 0.0)) return;
  const double n = static_cast<double>(result.n);
  metrics::PowerGoal goal;
  goal.alpha = 1.0 - result.level;
  result.mde = metrics::detectable_difference(n, {.between = n * standard_error * standard_error}, goal);
}

void test_proportions(const metrics::PairedCounts& counts, PairedResult& result) {
  set_test(result, metrics::mcnemar_mid_p(counts.lost, counts.gained));
  set_interval(result, metrics::tango_interval(counts, result.level), "tango");
  const double n = counts.n(), d = counts.difference();
  const double variance = ((counts.lost + counts.gained) / n - d * d) * n / (n - 1.0);
  if (variance > 0.0) result.standard_error = std::sqrt(variance / n);
  // With no discordant pair the interval alone tells what a difference could still be.
  set_detectable(result, (*result.high - *result.low) / 2.0 / metrics::normal_quantile(0.5 + 0.5 * result.level));
}

void test_means(const std::vector<double>& differences, std::span<const std::uint32_t> clusters, PairedResult& result) {
  const metrics::PairedT t = metrics::paired_t(differences, clusters, result.level);
  set_test(result, t.test);
  set_interval(result, t.interval, clusters.empty() ? "paired_t" : "cluster_paired_t");
  result.standard_error = t.standard_error;
  if (t.standard_error) set_detectable(result, *t.standard_error);
}

void test_corpus(const MetricPairs& pairs, const PairedOptions& options, PairedResult& result) {
  const metrics::PairedRows rows{{pairs.base, pairs.width, {}}, {pairs.candidate, pairs.width, {}}};
  metrics::PairedOptions how;
  how.level = options.level;
  how.seed = options.seed;
  how.replicates = options.replicates;
  how.clusters = pairs.clusters;
  set_test(result, metrics::randomization(rows, metrics::value_of(*pairs.metric), how).test);
  how.replicates = std::min<std::size_t>(options.replicates, 2000);
  const double largest = result.scale > 0.0 ? result.scale - pairs.metric->info().lowest : HUGE_VAL;
  const metrics::PairedBootstrapResult bootstrap = metrics::paired_bootstrap(rows, metrics::value_of(*pairs.metric), how, largest);
  set_interval(result, bootstrap.bootstrap.interval, bootstrap.bootstrap.method);
  if (!bootstrap.bootstrap.interval && result.reason.empty()) result.reason = bootstrap.bootstrap.reason;
  result.standard_error = bootstrap.bootstrap.standard_error;
  if (bootstrap.bootstrap.standard_error) set_detectable(result, *bootstrap.bootstrap.standard_error);
}

}  // namespace

void test_pairs(const MetricPairs& pairs, const PairedOptions& options, PairedResult& result) {
  result.n = static_cast<std::int64_t>(pairs.size());
  result.level = options.level;
  if (pairs.size() == 0) {
    result.reason = "no sample was scored on both sides";
    return;
  }
  const metrics::Units units = metrics::units_of(pairs.size(), pairs.clusters);
  if (units.clustered) result.clusters = static_cast<std::int64_t>(units.num_units);
  const metrics::ValueFunction value = metrics::value_of(*pairs.metric);
  result.base = value.finite({pairs.base, pairs.width, {}});
  result.candidate = value.finite({pairs.candidate, pairs.width, {}});
  if (!result.base || !result.candidate) {
    result.reason = fmt::format("the value of the {} is undefined", !result.base ? "base" : "candidate");
    return;
  }
  result.difference = *result.candidate - *result.base;
  if (pairs.same_answers) {
    // The same model gave the same answers to the same questions: there is nothing left to chance.
    result.low = result.high = 0.0;
    result.p = 1.0;
    result.test = result.method = "same_answers";
    return;
  }
  if (pairs.size() < 2) {
    result.reason = "there is only one pair";
    return;
  }
  if (pairs.metric->info().interval == IntervalMethod::kBootstrap) return test_corpus(pairs, options, result);
  const std::vector<double> base = first_column(pairs.base, pairs.width);
  const std::vector<double> candidate = first_column(pairs.candidate, pairs.width);
  const std::vector<double> differences = metrics::differences(base, candidate);
  result.effect_size = metrics::cohen_dz(differences);
  result.correlation = metrics::pearson(base, candidate);
  const auto counts = metrics::paired_counts(base, candidate);
  if (pairs.metric->info().interval == IntervalMethod::kWilson && counts && !units.clustered)
    test_proportions(*counts, result);
  else
    test_means(differences, units.clustered ? std::span<const std::uint32_t>(pairs.clusters) : std::span<const std::uint32_t>(), result);
}

}  // namespace assay::run
