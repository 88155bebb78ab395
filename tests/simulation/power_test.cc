// The power functions against how often the tests reject.
#include <gtest/gtest.h>

#include <fmt/core.h>

#include "metrics/stats/mcnemar.h"
#include "metrics/stats/paired_t.h"
#include "metrics/stats/power.h"
#include "tests/simulation/simulation.h"

namespace assay::simulation {
namespace {

TEST(PowerSlow, SamplesNeededGiveThePowerAskedFor) {
  for (const double epochs : {1.0, 4.0}) {
    // Per question and model: an expected score, and answers that differ around it.
    const metrics::PairedVariance variance{0.04, 0.09, 0.09, epochs, epochs};
    const double difference = 0.05;
    const int n = static_cast<int>(std::ceil(metrics::samples_needed(difference, variance)));
    Share share(fmt::format("power 0.8 of a mean, {} epochs, n={}", epochs, n));
    for (int round = 0; round < rounds(1000); ++round) {
      Random random("power", round * 8 + static_cast<int>(epochs));
      std::vector<double> d(static_cast<std::size_t>(n));
      for (double& v : d)
        v = difference + std::sqrt(variance.between) * random.normal() +
            std::sqrt((variance.within_base + variance.within_candidate) / epochs) * random.normal();
      share.add(*metrics::paired_t(d).test.p <= 0.05);
    }
    share.print();
    EXPECT_NEAR(share.value(), 0.8, 0.03);
    EXPECT_NEAR(metrics::power_of(n, difference, variance), 0.8, 0.005);
  }
}

TEST(PowerSlow, McNemarPairsNeededGiveThePowerAskedFor) {
  for (const auto& [lost, gained] : std::vector<std::pair<double, double>>{{0.05, 0.1}, {0.02, 0.08}, {0.15, 0.25}}) {
    const int n = static_cast<int>(std::ceil(metrics::mcnemar_pairs_needed(lost, gained)));
    Share share(fmt::format("power 0.8 of McNemar, lost {} gained {}, n={}", lost, gained, n));
    for (int round = 0; round < rounds(1000); ++round) {
      Random random("mcnemar", round * 100 + static_cast<int>(100 * gained));
      double l = 0.0, g = 0.0;
      for (int i = 0; i < n; ++i) {
        const double u = random.uniform();
        (u < lost ? l : g) += u < lost + gained ? 1.0 : 0.0;
      }
      share.add(*metrics::mcnemar_mid_p(l, g).p <= 0.05);
    }
    share.print();
    EXPECT_NEAR(share.value(), 0.8, 0.04);
  }
}

TEST(PowerSlow, DetectableDifferenceIsDetected) {
  const metrics::PairedVariance variance{.between = 0.25};
  for (const double n : {50.0, 400.0})
    EXPECT_NEAR(metrics::power_of(n, metrics::detectable_difference(n, variance), variance), 0.8, 1e-4);
}

}  // namespace
}  // namespace assay::simulation
