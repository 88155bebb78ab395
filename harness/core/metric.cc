#include "harness/core/metric.h"

namespace assay {

std::optional<double> weighted_mean(const StatsRows& rows, std::size_t column) {
  double sum = 0.0;
  double weight = 0.0;
  for (std::size_t i = 0; i < rows.num_rows(); ++i) {
    sum += rows.weight(i) * rows.row(i)[column];
    weight += rows.weight(i);
  }
  if (weight <= 0.0) return std::nullopt;
  return sum / weight;
}

}  // namespace assay
