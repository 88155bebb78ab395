#include "metrics/stats/equivalence.h"

#include <algorithm>
#include <cmath>

#include "harness/core/check.h"
#include "metrics/stats/distributions.h"

namespace assay::metrics {

Equivalence equivalence_test(double difference, double standard_error, double df, double low, double high) {
  ASSAY_CHECK(standard_error > 0.0 && df > 0.0 && low < high);
  const auto lower_tail = [&](double t) { return std::isinf(df) ? normal_cdf(t) : student_t_cdf(t, df); };
  Equivalence result;
  result.p_above_low = lower_tail(-(difference - low) / standard_error);
  result.p_below_high = lower_tail((difference - high) / standard_error);
  result.p = std::max(result.p_above_low, result.p_below_high);
  return result;
}

bool is_equivalent(const Interval& interval, double low, double high) {
  ASSAY_CHECK(low < high);
  return interval.low > low && interval.high < high;
}

}  // namespace assay::metrics
