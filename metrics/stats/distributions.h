#pragma once

namespace assay::metrics {

/// Cumulative probability of the standard normal distribution.
double normal_cdf(double x);

/// The x with normal_cdf(x) = p. Requires: 0 < p < 1.
/// Source: Wichura 1988, algorithm AS 241 (PPND16), accurate to about 1e-16.
double normal_quantile(double p);

/// The regularised incomplete beta function I_x(a, b). Requires: a > 0, b > 0, 0 <= x <= 1.
/// Source: continued fraction DLMF 8.17.22, evaluated by Lentz's method.
double incomplete_beta(double a, double b, double x);

/// The x with incomplete_beta(a, b, x) = p. Requires: a > 0, b > 0, 0 <= p <= 1.
double beta_quantile(double p, double a, double b);

/// P(X <= k) of a binomial distribution. Requires: 0 <= k <= n, 0 <= p <= 1.
double binomial_cdf(double k, double n, double p);

/// Cumulative probability of Student's t with `df` degrees of freedom. Requires: df > 0.
double student_t_cdf(double t, double df);

/// P(|T| >= |t|), exact also far out. Requires: df > 0.
double student_t_two_sided(double t, double df);

/// The t with student_t_cdf(t, df) = p. Requires: 0 < p < 1, df > 0.
double student_t_quantile(double p, double df);

}  // namespace assay::metrics
