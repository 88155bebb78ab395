#include "metrics/stats/linear.h"

#include <cmath>

#include "harness/core/check.h"

namespace assay::metrics {

std::optional<std::vector<double>> spd_inverse(const std::vector<double>& matrix, std::size_t n) {
  ASSAY_CHECK(matrix.size() == n * n);
  std::vector<double> lower(n * n, 0.0);
  for (std::size_t j = 0; j < n; ++j) {
    double pivot = matrix[j * n + j];
    for (std::size_t k = 0; k < j; ++k) pivot -= lower[j * n + k] * lower[j * n + k];
    // What rounding leaves of a pivot of 0 is no pivot.
    if (!(pivot > 1e-13 * matrix[j * n + j])) return std::nullopt;
    lower[j * n + j] = std::sqrt(pivot);
    for (std::size_t i = j + 1; i < n; ++i) {
      double sum = matrix[i * n + j];
      for (std::size_t k = 0; k < j; ++k) sum -= lower[i * n + k] * lower[j * n + k];
      lower[i * n + j] = sum / lower[j * n + j];
    }
  }
  std::vector<double> inverse(n * n, 0.0);
  std::vector<double> column(n);
  for (std::size_t c = 0; c < n; ++c) {
    for (std::size_t i = 0; i < n; ++i) {
      double sum = i == c ? 1.0 : 0.0;
      for (std::size_t k = 0; k < i; ++k) sum -= lower[i * n + k] * column[k];
      column[i] = sum / lower[i * n + i];
    }
    for (std::size_t i = n; i-- > 0;) {
      double sum = column[i];
      for (std::size_t k = i + 1; k < n; ++k) sum -= lower[k * n + i] * column[k];
      column[i] = sum / lower[i * n + i];
    }
    for (std::size_t i = 0; i < n; ++i) inverse[i * n + c] = column[i];
  }
  return inverse;
}

}  // namespace assay::metrics
