#include "metrics/stats/mcnemar.h"

#include <algorithm>
#include <cmath>

#include "harness/core/check.h"
#include "metrics/stats/distributions.h"

namespace assay::metrics {

TestResult mcnemar_exact(double lost, double gained) {
  ASSAY_CHECK(lost >= 0.0 && gained >= 0.0);
  const double fewer = std::min(lost, gained);
  return {std::min(1.0, 2.0 * binomial_cdf(fewer, lost + gained, 0.5)), fewer, "mcnemar_exact", ""};
}

TestResult mcnemar_mid_p(double lost, double gained) {
  ASSAY_CHECK(lost >= 0.0 && gained >= 0.0);
  const double fewer = std::min(lost, gained);
  const double n = lost + gained;
  TestResult result{1.0, fewer, "mcnemar_mid_p", ""};
  if (lost == gained) return result;
  const double upto = binomial_cdf(fewer, n, 0.5);
  const double below = fewer > 0.0 ? binomial_cdf(fewer - 1.0, n, 0.5) : 0.0;
  result.p = std::min(1.0, upto + below);
  return result;
}

TestResult mcnemar_chi2(double lost, double gained, bool continuity) {
  ASSAY_CHECK(lost >= 0.0 && gained >= 0.0);
  const char* method = continuity ? "mcnemar_chi2_corrected" : "mcnemar_chi2";
  if (lost + gained == 0.0) return no_test(method, "no pair is discordant");
  const double off = std::abs(lost - gained) - (continuity ? 1.0 : 0.0);
  const double statistic = off * off / (lost + gained);
  // The upper tail of chi-squared with one degree of freedom.
  return {std::erfc(std::sqrt(0.5 * statistic)), statistic, method, ""};
}

}  // namespace assay::metrics
