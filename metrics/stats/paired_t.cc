#include "metrics/stats/paired_t.h"

#include <algorithm>

#include "harness/core/check.h"
#include "metrics/stats/clusters.h"
#include "metrics/stats/distributions.h"

namespace assay::metrics {

std::vector<double> differences(std::span<const double> base, std::span<const double> candidate) {
  ASSAY_CHECK(base.size() == candidate.size());
  std::vector<double> found(base.size());
  for (std::size_t i = 0; i < found.size(); ++i) found[i] = candidate[i] - base[i];
  return found;
}

PairedT paired_t(std::span<const double> differences, std::span<const std::uint32_t> clusters, double level) {
  ASSAY_CHECK(!differences.empty());
  const Units units = units_of(differences.size(), clusters);
  const char* method = units.clustered ? "cluster_paired_t" : "paired_t";
  PairedT result;
  for (const double d : differences) result.difference += d;
  result.difference /= static_cast<double>(differences.size());
  const auto refuse = [&](std::string reason) {
    result.test = no_test(method, std::move(reason));
    return result;
  };
  if (differences.size() < 2) return refuse("fewer than two samples");
  if (units.clustered && units.num_units < kMinClusters) return refuse(few_clusters(units.num_units));
  if (std::all_of(differences.begin(), differences.end(), [&](double d) { return d == differences[0]; }))
    return refuse("all differences are equal");
  std::string reason;
  const std::optional<MeanError> found = error_of_mean(differences, units, reason);
  if (!found) return refuse(reason);
  const double error = found->standard_error;
  result.standard_error = error;
  result.df = found->df;
  if (found->jackknife) method = "cluster_jackknife_paired_t";
  const double t = result.difference / error;
  result.test = {student_t_two_sided(t, result.df), t, method, ""};
  result.interval = t_interval(result.difference, error, result.df, level);
  return result;
}

}  // namespace assay::metrics
