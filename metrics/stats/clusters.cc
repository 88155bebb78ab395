#include "metrics/stats/clusters.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "harness/core/check.h"
#include "metrics/stats/distributions.h"

namespace assay::metrics {
namespace {

constexpr double kMinEffective = 4.0;

std::vector<double> sizes_of(const Units& units) {
  std::vector<double> sizes(units.num_units, 0.0);
  for (const std::uint32_t unit : units.unit_of_row) sizes[unit] += 1.0;
  return sizes;
}

}  // namespace

std::string few_clusters(std::size_t num_clusters) {
  return fmt::format("{} cluster{}, fewer than {}: too few to see how clusters differ", num_clusters,
                     num_clusters == 1 ? "" : "s", kMinClusters);
}

Units units_of(std::size_t num_rows, std::span<const std::uint32_t> clusters) {
  ASSAY_CHECK(clusters.empty() || clusters.size() == num_rows);
  Units units;
  units.unit_of_row.resize(num_rows);
  std::unordered_map<std::uint32_t, std::uint32_t> numbers;
  for (std::size_t i = 0; i < num_rows; ++i) {
    const std::uint32_t next = static_cast<std::uint32_t>(units.num_units);
    const std::uint32_t unit = clusters.empty() ? next : numbers.try_emplace(clusters[i], next).first->second;
    units.unit_of_row[i] = unit;
    if (unit == next) ++units.num_units;
  }
  units.clustered = units.num_units < num_rows;
  return units;
}

std::optional<double> cluster_standard_error(std::span<const double> values, const Units& units) {
  ASSAY_CHECK(values.size() == units.unit_of_row.size());
  if (units.num_units < 2) return std::nullopt;
  double mean = 0.0;
  for (const double v : values) mean += v;
  const double n = static_cast<double>(values.size());
  mean /= n;
  std::vector<double> sums(units.num_units, 0.0);
  for (std::size_t i = 0; i < values.size(); ++i) sums[units.unit_of_row[i]] += values[i] - mean;
  double squares = 0.0;
  for (const double sum : sums) squares += sum * sum;
  const double g = static_cast<double>(units.num_units);
  return std::sqrt(g / (g - 1.0) * squares) / n;
}

std::optional<double> cluster_jackknife_error(std::span<const double> values, const Units& units) {
  ASSAY_CHECK(values.size() == units.unit_of_row.size());
  if (units.num_units < 2) return std::nullopt;
  std::vector<double> sums(units.num_units, 0.0);
  double sum = 0.0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    sums[units.unit_of_row[i]] += values[i];
    sum += values[i];
  }
  const std::vector<double> sizes = sizes_of(units);
  const double n = static_cast<double>(values.size());
  const double g = static_cast<double>(units.num_units);
  double mean = 0.0;
  for (std::size_t u = 0; u < sums.size(); ++u) {
    sums[u] = (sum - sums[u]) / (n - sizes[u]);
    mean += sums[u] / g;
  }
  double squares = 0.0;
  for (const double v : sums) squares += (v - mean) * (v - mean);
  return std::sqrt((g - 1.0) / g * squares);
}

double effective_clusters(const Units& units) {
  double sum = 0.0;
  double squares = 0.0;
  for (const double size : sizes_of(units)) {
    sum += size;
    squares += size * size;
  }
  ASSAY_CHECK(squares > 0.0);
  return sum * sum / squares;
}

std::optional<MeanError> error_of_mean(std::span<const double> values, const Units& units, std::string& reason) {
  ASSAY_CHECK(values.size() >= 2);
  if (units.clustered && units.num_units < kMinClusters) {
    reason = few_clusters(units.num_units);
    return std::nullopt;
  }
  const double effective = units.clustered ? effective_clusters(units) : static_cast<double>(values.size());
  if (units.clustered && effective < kMinEffective) {
    reason = fmt::format("the clusters differ so much in size that they are worth {:.1f}", effective);
    return std::nullopt;
  }
  MeanError error;
  error.df = static_cast<double>(units.num_units) - 1.0;
  error.jackknife =
      units.clustered && student_t_quantile(0.975, effective - 1.0) > 1.02 * student_t_quantile(0.975, error.df);
  if (error.jackknife) error.df = effective - 1.0;
  error.standard_error =
      *(error.jackknife ? cluster_jackknife_error(values, units) : cluster_standard_error(values, units));
  double largest = 0.0;
  for (const double v : values) largest = std::max(largest, std::abs(v));
  if (!(error.standard_error > 1e-15 * largest)) {
    reason = units.clustered ? "all clusters have the same mean" : "all values are equal";
    return std::nullopt;
  }
  return error;
}

}  // namespace assay::metrics
