#include "metrics/stats/within_item.h"

#include "harness/core/check.h"
#include "metrics/stats/clusters.h"

namespace assay::metrics {

WithinItem within_item_correlation(std::span<const double> x, std::span<const double> y,
                                   std::span<const std::uint32_t> items, const Correlation& correlation,
                                   const BootstrapOptions& options) {
  ASSAY_CHECK(x.size() == y.size() && x.size() == items.size());
  WithinItem out;
  const Units units = units_of(x.size(), items);
  std::vector<std::vector<double>> of_x(units.num_units);
  std::vector<std::vector<double>> of_y(units.num_units);
  for (std::size_t i = 0; i < x.size(); ++i) {
    of_x[units.unit_of_row[i]].push_back(x[i]);
    of_y[units.unit_of_row[i]].push_back(y[i]);
  }
  std::vector<double> found;
  for (std::size_t u = 0; u < units.num_units; ++u) {
    if (of_x[u].size() < 2) {
      ++out.skipped_single;
    } else if (const auto value = correlation(of_x[u], of_y[u])) {
      found.push_back(*value);
    } else {
      ++out.skipped_constant;
    }
  }
  out.used = found.size();
  if (found.empty()) {
    out.bootstrap.reason = "no item has two answers whose ratings differ";
    return out;
  }
  double sum = 0.0;
  for (const double value : found) sum += value;
  out.mean = sum / static_cast<double>(found.size());
  const Resampler resampler({found, 1, {}}, value_of_mean());
  out.bootstrap = bootstrap_interval(resampler, *out.mean, options);
  return out;
}

}  // namespace assay::metrics
