// How often each test rejects at 5 % where there is no difference.
#include <gtest/gtest.h>

#include <fmt/core.h>

#include <functional>
#include <map>

#include "metrics/stats/clusters.h"
#include "metrics/stats/mcnemar.h"
#include "metrics/stats/paired_rows.h"
#include "metrics/stats/paired_t.h"
#include "metrics/stats/sign_tests.h"
#include "tests/simulation/simulation.h"

namespace assay::simulation {
namespace {

using metrics::PairedOptions;
using metrics::TestResult;

/// Shares of rejections by the name of the test.
class Rejections {
 public:
  explicit Rejections(std::string where) : where_(std::move(where)) {}
  void add(const std::string& test, const TestResult& result) {
    Share& share = shares_.try_emplace(test, test + ", " + where_).first->second;
    if (result.p)
      share.add(*result.p <= 0.05);
    else
      share.skip();
  }
  const Share& operator[](const std::string& test) const { return shares_.at(test); }

 private:
  std::string where_;
  std::map<std::string, Share> shares_;
};

TEST(TypeOneErrorSlow, OfTestsOfDifferences) {
  const std::vector<std::pair<const char*, std::function<double(Random&)>>> populations = {
      {"normal", [](Random& r) { return r.normal(); }},
      {"difference of F1", [](Random& r) {
         const double common = r.uniform();
         const auto f1 = [&] { return r.chance(0.3) ? 0.0 : common + (1.0 - common) * r.uniform(); };
         const double base = f1();
         return f1() - base;
       }}};
  for (const auto& [name, draw] : populations)
    for (const int n : {20, 50, 200, 1000}) {
      Rejections found(fmt::format("{} n={}", name, n));
      const int num = rounds(n == 20 ? 500 : 1000);
      for (int round = 0; round < num; ++round) {
        Random random(name, round * 4 + n);
        std::vector<double> d(static_cast<std::size_t>(n));
        for (double& v : d) v = draw(random);
        found.add("paired_t", metrics::paired_t(d).test);
        found.add("wilcoxon", metrics::wilcoxon(d));
        found.add("sign_test", metrics::sign_test(d));
        // A thousand flips of a thousand are a millisecond.
        if (n < 1000 || round < rounds(200)) found.add("sign_flip", metrics::sign_flip(d, {}, 999, random.seed()));
      }
      for (const char* test : {"paired_t", "wilcoxon", "sign_flip"}) found[test].expect(0.035, 0.06);
      // Discrete: below the level, and far below for few samples.
      found["sign_test"].expect(0.01, 0.06);
    }
}

/// Clustered tests where `size` draws how many answers a cluster has.
void reject_in_clusters(const char* sizes, const std::function<std::size_t(Random&)>& draw_size) {
  for (const int clusters : {10, 20, 50}) {
    Rejections found(fmt::format("{} clusters {}", clusters, sizes));
    for (int round = 0; round < rounds(2000); ++round) {
      Random random(sizes, round * 64 + clusters);
      std::vector<double> d;
      std::vector<std::uint32_t> numbers;
      for (int g = 0; g < clusters; ++g) {
        const double passage = random.normal();
        const std::size_t size = draw_size(random);
        for (std::size_t i = 0; i < size; ++i) {
          d.push_back(passage + random.normal());
          numbers.push_back(static_cast<std::uint32_t>(g));
        }
      }
      found.add("paired_t as if there were none", metrics::paired_t(d).test);
      found.add("cluster_paired_t, its default error", metrics::paired_t(d, numbers).test);
      const metrics::Units units = metrics::units_of(d.size(), numbers);
      const double t = *weighted_mean({d, 1, {}}) / *metrics::cluster_standard_error(d, units);
      found.add("cluster_paired_t, the usual error", {metrics::student_t_two_sided(t, clusters - 1.0), t, "", ""});
      // All 2^20 flips are a millisecond, so fewer rounds do for them.
      if (clusters != 20 || round < rounds(200))
        found.add("cluster_sign_flip", metrics::sign_flip(d, numbers, 999, random.seed()));
    }
    found["cluster_sign_flip"].expect(0.035, 0.06);
    found["cluster_paired_t, its default error"].expect(0.035, 0.06);
    found["cluster_paired_t, the usual error"].print();
    EXPECT_GT(found["paired_t as if there were none"].value(), 0.15);
    found["paired_t as if there were none"].print();
  }
}

TEST(TypeOneErrorSlow, OfTestsOfDifferencesInClusters) {
  reject_in_clusters("of 5", [](Random&) { return 5; });
  reject_in_clusters("of 1 to 8", [](Random& r) { return 1 + r.below(8); });
  reject_in_clusters("of 1 to many", [](Random& r) { return 1 + static_cast<std::size_t>(4 * r.exponential()); });
}

TEST(TypeOneErrorSlow, OfMcNemar) {
  // Exactly, over all tables: the pairs that are discordant are binomial, and so are the gains among them.
  const std::vector<std::pair<const char*, TestResult (*)(double, double)>> tests = {
      {"mcnemar_exact", metrics::mcnemar_exact},
      {"mcnemar_mid_p", metrics::mcnemar_mid_p},
      {"mcnemar_chi2", [](double l, double g) { return metrics::mcnemar_chi2(l, g, false); }},
      {"mcnemar_chi2_corrected", [](double l, double g) { return metrics::mcnemar_chi2(l, g, true); }}};
  const auto binomial = [](int k, int n, double p) {
    const double upto = metrics::binomial_cdf(k, n, p);
    return k == 0 ? upto : upto - metrics::binomial_cdf(k - 1, n, p);
  };
  for (const int n : {20, 50, 200, 1000})
    for (const double discordant : {0.1, 0.2, 0.4})
      for (const auto& [name, test] : tests) {
        if (n == 1000 && !is_long()) continue;
        double rejected = 0.0;
        for (int d = 0; d <= n; ++d) {
          const double of_d = binomial(d, n, discordant);
          if (of_d < 1e-7) continue;
          for (int gained = 0; gained <= d; ++gained) {
            const auto p = test(d - gained, gained).p;
            if (p && *p <= 0.05) rejected += of_d * binomial(gained, d, 0.5);
          }
        }
        SCOPED_TRACE(fmt::format("{} n={} discordant={}", name, n, discordant));
        if (is_long()) std::printf("  %-24s n=%-4d discordant %.1f  %.4f\n", name, n, discordant, rejected);
        EXPECT_LE(rejected, std::string_view(name) == "mcnemar_chi2" ? 0.065 : 0.06);
        if (std::string_view(name) == "mcnemar_mid_p" && n * discordant >= 20.0) {
          EXPECT_GE(rejected, 0.035);
        }
      }
}

TEST(TypeOneErrorSlow, OfRandomizationOfACorpusValue) {
  for (const bool clustered : {false, true})
    for (const int n : {20, 50, 200, 1000}) {
      if (n >= 200 && (clustered || !is_long())) continue;
      Rejections found(fmt::format("ratio of sums n={}{}", n, clustered ? " clusters of 4" : ""));
      for (int round = 0; round < rounds(n == 1000 ? 200 : 600); ++round) {
        Random random("randomization", round * 4 + n);
        std::vector<double> base, candidate;
        std::vector<std::uint32_t> clusters;
        for (int i = 0; i < n; ++i) {
          const double size = 5.0 + static_cast<double>(random.below(30));
          const double passage = random.uniform();
          for (std::uint32_t k = 0; k < (clustered ? 4 : 1); ++k) {
            base.insert(base.end(), {size * (passage + random.uniform()) / 2, size});
            candidate.insert(candidate.end(), {size * (passage + random.uniform()) / 2, size});
            clusters.push_back(static_cast<std::uint32_t>(i));
          }
        }
        PairedOptions options;
        options.replicates = 999;
        options.seed = random.seed();
        if (clustered) options.clusters = clusters;
        found.add("randomization",
                  metrics::randomization({{base, 2, {}}, {candidate, 2, {}}}, ratio_of_sums(), options).test);
      }
      found["randomization"].expect(0.035, 0.06);
    }
}

TEST(TypeOneErrorSlow, OfThePairedBootstrap) {
  for (const int n : {20, 50, 200, 1000}) {
    if (n == 1000 && !is_long()) continue;
    Share share(fmt::format("paired bootstrap interval of a ratio n={}", n));
    for (int round = 0; round < rounds(n == 20 ? 500 : 250); ++round) {
      Random random("paired_bootstrap", round * 4 + n);
      std::vector<double> base, candidate;
      for (int i = 0; i < n; ++i) {
        const double size = random.exponential();
        const double common = random.uniform();
        base.insert(base.end(), {size * (common + random.uniform()) / 2, size});
        candidate.insert(candidate.end(), {size * (common + random.uniform()) / 2, size});
      }
      PairedOptions options;
      options.replicates = is_long() ? 2000 : 600;
      options.seed = random.seed();
      const auto found = metrics::paired_bootstrap({{base, 2, {}}, {candidate, 2, {}}}, ratio_of_sums(), options);
      ASSERT_TRUE(found.bootstrap.interval.has_value());
      share.add(found.bootstrap.interval->low <= 0.0 && 0.0 <= found.bootstrap.interval->high);
    }
    share.expect(0.935, 0.965);
  }
}

// How often a p value of replicates that are shifted to their own mean, as Moses computes it, rejects: the replicates'
// absolute differences less their mean are taken for what chance does, and half of what chance does is gone with their
// signs.
TEST(TypeOneErrorSlow, OfTheShiftedBootstrapThatIsNotOurs) {
  for (const int n : {20, 50, 200, 1000}) {
    if (n == 1000 && !is_long()) continue;
    Share share(fmt::format("shifted bootstrap of a ratio n={}", n));
    for (int round = 0; round < rounds(n == 1000 ? 200 : 500); ++round) {
      Random random("shifted", round * 4 + n);
      std::vector<double> base, candidate;
      for (int i = 0; i < n; ++i) {
        const double size = 5.0 + static_cast<double>(random.below(30));
        const double passage = random.uniform();
        base.insert(base.end(), {size * (passage + random.uniform()) / 2, size});
        candidate.insert(candidate.end(), {size * (passage + random.uniform()) / 2, size});
      }
      // The same draws of samples for both, by the same seed.
      const StatsRows left{base, 2, {}}, right{candidate, 2, {}};
      const std::uint64_t seed = random.seed();
      const auto from = metrics::Resampler(left, ratio_of_sums()).replicates(seed, 0, 1000);
      const auto to = metrics::Resampler(right, ratio_of_sums()).replicates(seed, 0, 1000);
      const double difference = std::abs(*ratio_of_sums()(right) - *ratio_of_sums()(left));
      double mean = 0.0, beyond = 0.0;
      for (std::size_t i = 0; i < from.size(); ++i)
        mean += std::abs(*to[i] - *from[i]) / static_cast<double>(from.size());
      for (std::size_t i = 0; i < from.size(); ++i)
        beyond += std::abs(*to[i] - *from[i]) - mean > difference ? 1.0 : 0.0;
      share.add((1.0 + beyond) / (static_cast<double>(from.size()) + 1.0) <= 0.05);
    }
    share.print();
    EXPECT_GT(share.value(), 0.08);
  }
}

}  // namespace
}  // namespace assay::simulation
