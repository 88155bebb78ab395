#include "metrics/stats/score_order.h"

#include <algorithm>
#include <numeric>
#include <vector>

#include "harness/core/check.h"

namespace assay::metrics {

std::span<const std::uint32_t> rows_in_order(const StatsRows& rows, std::size_t column) {
  ASSAY_CHECK(rows.num_rows() < UINT32_MAX && (rows.num_rows() == 0 || column < rows.width));
  thread_local std::vector<std::uint32_t> order;
  const std::size_t n = rows.num_rows();
  const double* data = rows.data.data();
  const auto score = [&](std::uint32_t row) { return data[row * rows.width + column]; };
  const auto before = [&](std::uint32_t a, std::uint32_t b) { return score(a) < score(b); };
  // Any permutation of n numbers that leaves the scores ascending is right, wherever it came from.
  if (order.size() == n && std::is_sorted(order.begin(), order.end(), before)) return order;
  order.resize(n);
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), before);
  return order;
}

}  // namespace assay::metrics
