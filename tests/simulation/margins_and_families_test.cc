// How often rules with a margin are met where they should not be, and false claims in families of tests.
#include <gtest/gtest.h>

#include <fmt/core.h>

#include "metrics/stats/equivalence.h"
#include "metrics/stats/multiple_testing.h"
#include "metrics/stats/noninferiority.h"
#include "metrics/stats/paired_counts.h"
#include "metrics/stats/paired_t.h"
#include "tests/simulation/simulation.h"

namespace assay::simulation {
namespace {

// The true difference lies on the margin: equivalence is claimed at 5 %, non-inferiority at the 2.5 % of one side.
TEST(MarginsAndFamiliesSlow, RulesAreMetAtTheirLevelOnTheMargin) {
  for (const int n : {20, 50, 200, 1000}) {
    // Small beside the spread, equivalence is never claimed for few samples; this margin is three standard errors.
    const double margin = 3.0 / std::sqrt(n);
    Share equivalent(fmt::format("equivalence on the margin n={}", n));
    Share by_interval(fmt::format("equivalence on the margin, by the 90 % interval n={}", n));
    Share noninferior(fmt::format("non-inferiority on the margin n={}", n));
    for (int round = 0; round < rounds(n == 1000 ? 1000 : 2000); ++round) {
      Random random("margin", round * 4 + n);
      std::vector<double> d(static_cast<std::size_t>(n));
      for (double& v : d) v = random.normal() - margin;
      const metrics::PairedT t = metrics::paired_t(d);
      equivalent.add(metrics::equivalence_test(t.difference, *t.standard_error, t.df, -margin, margin).p <= 0.05);
      by_interval.add(metrics::is_equivalent(*metrics::paired_t(d, {}, 0.9).interval, -margin, margin));
      noninferior.add(metrics::noninferiority(*t.interval, margin, true) == metrics::Verdict::kMet);
    }
    equivalent.expect(0.04, 0.06);
    by_interval.expect(0.04, 0.06);
    noninferior.expect(0.015, 0.035);
  }
}

// The gate of a share that is right: 2 % more is lost than gained, and 2 % are allowed. Exactly, over all tables.
TEST(MarginsAndFamiliesSlow, ATangoGateIsMetAtItsLevelOnTheMargin) {
  for (const int n : {50, 200, 1000})
    for (const double gained : {0.02, 0.08}) {
      if (n == 1000 && !is_long()) continue;
      const double lost = gained + 0.02;
      double met = 0.0;
      for (int d = 0; d <= n; ++d) {
        const double of_d = std::exp(std::lgamma(n + 1.0) - std::lgamma(d + 1.0) - std::lgamma(n - d + 1.0) +
                                     d * std::log(lost + gained) + (n - d) * std::log1p(-lost - gained));
        if (of_d < 1e-9) continue;
        const double share = gained / (lost + gained);
        for (int g = 0; g <= d; ++g) {
          const double of_g = std::exp(std::lgamma(d + 1.0) - std::lgamma(g + 1.0) - std::lgamma(d - g + 1.0) +
                                       g * std::log(share) + (d - g) * std::log1p(-share));
          if (of_g < 1e-9) continue;
          const metrics::Interval found = metrics::tango_interval(
              {static_cast<double>(n - d), static_cast<double>(d - g), static_cast<double>(g), 0.0}, 0.95);
          if (metrics::noninferiority(found, 0.02, true) == metrics::Verdict::kMet) met += of_d * of_g;
        }
      }
      SCOPED_TRACE(fmt::format("n={} lost={} gained={}", n, lost, gained));
      if (is_long())
        std::printf("  %-44s n=%-4d lost %.2f gained %.2f  %.4f\n", "gate on the margin by Tango", n, lost, gained,
                    met);
      EXPECT_LE(met, 0.04);
    }
}

// Twenty tests, ten of them of true differences; all share a part of their noise where `common` is not 0.
TEST(MarginsAndFamiliesSlow, FalseClaimsOfAFamilyStayAtItsLevel) {
  using metrics::Adjustment;
  const std::vector<std::pair<const char*, Adjustment>> kinds = {
      {"Bonferroni", Adjustment::kBonferroni},
      {"Sidak", Adjustment::kSidak},
      {"Holm", Adjustment::kHolm},
      {"Holm-Sidak", Adjustment::kHolmSidak},
      {"Hommel", Adjustment::kHommel},
      {"Benjamini-Hochberg", Adjustment::kBenjaminiHochberg},
      {"Benjamini-Yekutieli", Adjustment::kBenjaminiYekutieli}};
  for (const double common : {0.0, 0.5}) {
    std::vector<Share> any;
    std::vector<double> false_share(kinds.size() + 1, 0.0), found(kinds.size() + 1, 0.0);
    for (const auto& [name, kind] : kinds)
      any.emplace_back(fmt::format("any false claim, {}, correlation {}", name, common));
    any.emplace_back(fmt::format("any false claim, not adjusted, correlation {}", common));
    const int num = rounds(2000);
    for (int round = 0; round < num; ++round) {
      Random random("family", round * 2 + (common > 0.0 ? 1 : 0));
      const double shared = random.normal();
      std::vector<double> p(20);
      for (std::size_t i = 0; i < p.size(); ++i) {
        const double z = std::sqrt(common) * shared + std::sqrt(1.0 - common) * random.normal() + (i < 10 ? 0.0 : 3.0);
        p[i] = 2.0 * metrics::normal_cdf(-std::abs(z));
      }
      for (std::size_t k = 0; k <= kinds.size(); ++k) {
        const std::vector<double> adjusted = k < kinds.size() ? metrics::adjusted_p(p, kinds[k].second) : p;
        double wrong = 0.0, right = 0.0;
        for (std::size_t i = 0; i < p.size(); ++i) (i < 10 ? wrong : right) += adjusted[i] <= 0.05 ? 1.0 : 0.0;
        any[k].add(wrong > 0.0);
        false_share[k] += wrong + right > 0.0 ? wrong / (wrong + right) / num : 0.0;
        found[k] += right / 10.0 / num;
      }
    }
    for (std::size_t k = 0; k < any.size(); ++k) {
      any[k].print();
      if (is_long())
        std::printf("    share of false claims %.4f, true differences found %.3f\n", false_share[k], found[k]);
    }
    for (std::size_t k = 0; k < 5; ++k) EXPECT_LE(any[k].value(), 0.055);
    for (const std::size_t k : {5U, 6U}) EXPECT_LE(false_share[k], 0.055);
    EXPECT_GT(any.back().value(), common > 0.0 ? 0.2 : 0.35);
  }
}

}  // namespace
}  // namespace assay::simulation
