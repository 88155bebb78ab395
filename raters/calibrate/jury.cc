#include "raters/calibrate/jury.h"

#include <cmath>
#include <vector>

#include "harness/core/check.h"
#include "metrics/stats/correlation.h"

namespace assay::raters {

double effective_judges(std::size_t judges, double rho) {
  const double k = static_cast<double>(judges);
  ASSAY_CHECK(judges >= 1 && 1.0 + (k - 1.0) * rho > 0.0);
  return k / (1.0 + (k - 1.0) * rho);
}

JurySize effective_jury(const metrics::RatingTable& judges, std::span<const std::optional<double>> people) {
  ASSAY_CHECK(judges.num_items() == people.size());
  JurySize out;
  out.judges = judges.num_raters;
  if (out.judges < 2) {
    out.reason = "a jury has two judges or more";
    return out;
  }
  double sum = 0.0;
  double pairs = 0.0;
  for (std::size_t a = 0; a < out.judges; ++a) {
    for (std::size_t b = a + 1; b < out.judges; ++b) {
      std::vector<double> of_a;
      std::vector<double> of_b;
      for (std::size_t i = 0; i < people.size(); ++i) {
        const auto item = judges.item(i);
        if (!people[i] || !item[a] || !item[b]) continue;
        of_a.push_back(*item[a] - *people[i]);
        of_b.push_back(*item[b] - *people[i]);
      }
      const std::optional<double> r = of_a.size() < 3 ? std::nullopt : metrics::pearson(of_a, of_b);
      if (!r) continue;
      sum += *r;
      pairs += 1.0;
    }
  }
  if (pairs == 0.0) {
    out.reason = "no two judges have errors that vary on three items or more";
    return out;
  }
  const double rho = sum / pairs;
  const double k = static_cast<double>(out.judges);
  out.error_correlation = rho;
  out.effective = rho <= 0.0 ? k : effective_judges(out.judges, rho);
  out.shared_variance = rho <= 0.0 ? 0.0 : rho * *out.effective;
  return out;
}

std::optional<double> disattenuated(double correlation, double reliability) {
  if (!(reliability > 0.0)) return std::nullopt;
  return correlation / std::sqrt(reliability);
}

double reliability_of_mean(double single, double people) {
  ASSAY_CHECK(people >= 1.0 && 1.0 + (people - 1.0) * single > 0.0);
  return people * single / (1.0 + (people - 1.0) * single);
}

}  // namespace assay::raters
