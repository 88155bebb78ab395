#include "metrics/stats/clusters.h"

#include <cmath>
#include <unordered_map>

#include "harness/core/check.h"

namespace assay::metrics {

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

}  // namespace assay::metrics
