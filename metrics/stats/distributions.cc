#include "metrics/stats/distributions.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "harness/core/check.h"

namespace assay::metrics {
namespace {

// lgamma is thread-safe only as lgamma_r, since the former writes the global signgam.
double log_gamma(double x) {
  int sign = 0;
  return ::lgamma_r(x, &sign);
}

double polynomial(const std::array<double, 8>& c, double x) {
  double sum = c[7];
  for (int i = 6; i >= 0; --i) sum = sum * x + c[static_cast<std::size_t>(i)];
  return sum;
}

/// DLMF 8.17.22 without its prefactor. Converges fast for x < (a + 1) / (a + b + 2).
double beta_fraction(double a, double b, double x) {
  constexpr double kTiny = 1e-300;
  const auto nonzero = [](double v) { return std::abs(v) < kTiny ? kTiny : v; };
  double c = 1.0;
  double d = 1.0 / nonzero(1.0 - (a + b) * x / (a + 1.0));
  double fraction = d;
  for (int i = 1; i <= 10000; ++i) {
    const double m = i;
    const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1.0 / nonzero(1.0 + even * d);
    c = nonzero(1.0 + even / c);
    fraction *= d * c;
    const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1.0 / nonzero(1.0 + odd * d);
    c = nonzero(1.0 + odd / c);
    fraction *= d * c;
    if (std::abs(d * c - 1.0) < 1e-16) break;
  }
  return fraction;
}

/// P(T > t) for t >= 0, without the cancellation of 1 - cdf.
double upper_tail(double t, double df) {
  // I_{df / (df + t^2)}(df / 2, 1 / 2) / 2; with large t the argument is small and exact.
  return 0.5 * incomplete_beta(0.5 * df, 0.5, df / (df + t * t));
}

}  // namespace

double normal_cdf(double x) { return 0.5 * std::erfc(-x / std::sqrt(2.0)); }

double normal_quantile(double p) {
  ASSAY_CHECK(p > 0.0 && p < 1.0);
  static constexpr std::array<double, 8> kA = {
      3.3871328727963666080e0,  1.3314166789178437745e+2, 1.9715909503065514427e+3, 1.3731693765509461125e+4,
      4.5921953931549871457e+4, 6.7265770927008700853e+4, 3.3430575583588128105e+4, 2.5090809287301226727e+3};
  static constexpr std::array<double, 8> kB = {1.0,
                                               4.2313330701600911252e+1,
                                               6.8718700749205790830e+2,
                                               5.3941960214247511077e+3,
                                               2.1213794301586595867e+4,
                                               3.9307895800092710610e+4,
                                               2.8729085735721942674e+4,
                                               5.2264952788528545610e+3};
  static constexpr std::array<double, 8> kC = {
      1.42343711074968357734e0, 4.63033784615654529590e0,  5.76949722146069140550e0,  3.64784832476320460504e0,
      1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4};
  static constexpr std::array<double, 8> kD = {1.0,
                                               2.05319162663775882187e0,
                                               1.67638483018380384940e0,
                                               6.89767334985100004550e-1,
                                               1.48103976427480074590e-1,
                                               1.51986665636164571966e-2,
                                               5.47593808499534494600e-4,
                                               1.05075007164441684324e-9};
  static constexpr std::array<double, 8> kE = {
      6.65790464350110377720e0,  5.46378491116411436990e0,  1.78482653991729133580e0,  2.96560571828504891230e-1,
      2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7};
  static constexpr std::array<double, 8> kF = {1.0,
                                               5.99832206555887937690e-1,
                                               1.36929880922735805310e-1,
                                               1.48753612908506148525e-2,
                                               7.86869131145613259100e-4,
                                               1.84631831751005468180e-5,
                                               1.42151175831644588870e-7,
                                               2.04426310338993978564e-15};
  const double q = p - 0.5;
  if (std::abs(q) <= 0.425) {
    const double r = 0.180625 - q * q;
    return q * polynomial(kA, r) / polynomial(kB, r);
  }
  double r = std::sqrt(-std::log(q < 0.0 ? p : 1.0 - p));
  double x = 0.0;
  if (r <= 5.0) {
    r -= 1.6;
    x = polynomial(kC, r) / polynomial(kD, r);
  } else {
    r -= 5.0;
    x = polynomial(kE, r) / polynomial(kF, r);
  }
  return q < 0.0 ? -x : x;
}

double incomplete_beta(double a, double b, double x) {
  ASSAY_CHECK(a > 0.0 && b > 0.0 && x >= 0.0 && x <= 1.0);
  if (x == 0.0 || x == 1.0) return x;
  const double front = std::exp(log_gamma(a + b) - log_gamma(a) - log_gamma(b) + a * std::log(x) + b * std::log1p(-x));
  if (x < (a + 1.0) / (a + b + 2.0)) return front * beta_fraction(a, b, x) / a;
  return 1.0 - front * beta_fraction(b, a, 1.0 - x) / b;
}

double beta_quantile(double p, double a, double b) {
  ASSAY_CHECK(p >= 0.0 && p <= 1.0);
  if (p == 0.0 || p == 1.0) return p;
  double low = 0.0;
  double high = 1.0;
  // Bisection cannot fail. Near 0 the halving goes on over the exponents, so small quantiles are exact too.
  for (int i = 0; i < 1100 && low < high; ++i) {
    const double middle = 0.5 * (low + high);
    if (middle <= low || middle >= high) break;
    (incomplete_beta(a, b, middle) < p ? low : high) = middle;
    if (high - low <= 1e-16 * high) break;
  }
  return 0.5 * (low + high);
}

double binomial_cdf(double k, double n, double p) {
  ASSAY_CHECK(k >= 0.0 && k <= n && p >= 0.0 && p <= 1.0);
  return k == n ? 1.0 : incomplete_beta(n - k, k + 1.0, 1.0 - p);
}

double student_t_two_sided(double t, double df) {
  ASSAY_CHECK(df > 0.0);
  return std::min(1.0, 2.0 * upper_tail(std::abs(t), df));
}

double student_t_cdf(double t, double df) {
  ASSAY_CHECK(df > 0.0);
  return t >= 0.0 ? 1.0 - upper_tail(t, df) : upper_tail(-t, df);
}

double student_t_quantile(double p, double df) {
  ASSAY_CHECK(p > 0.0 && p < 1.0 && df > 0.0);
  if (p == 0.5) return 0.0;
  const double tail = p < 0.5 ? p : 1.0 - p;
  double low = 0.0;
  double high = 1.0;
  while (upper_tail(high, df) > tail && high < std::numeric_limits<double>::max() / 4) {
    low = high;
    high *= 2.0;
  }
  // Bisection cannot fail, and 200 halvings reach the last bit.
  for (int i = 0; i < 200 && low < high; ++i) {
    const double middle = 0.5 * (low + high);
    if (middle <= low || middle >= high) break;
    (upper_tail(middle, df) > tail ? low : high) = middle;
  }
  const double t = 0.5 * (low + high);
  return p < 0.5 ? -t : t;
}

}  // namespace assay::metrics
