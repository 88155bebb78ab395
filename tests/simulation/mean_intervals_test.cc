// Coverage of the interval that a mean gets by default.
#include <gtest/gtest.h>

#include <fmt/core.h>

#include <functional>

#include "metrics/stats/estimate.h"
#include "metrics/stats/intervals.h"
#include "tests/simulation/simulation.h"

namespace assay::simulation {
namespace {

using metrics::EstimateOptions;
using metrics::make_estimate;

constexpr MetricInfo kFraction{"f1", "", true, 1.0, IntervalMethod::kT};
constexpr MetricInfo kSeconds{"seconds", "", false, 0.0, IntervalMethod::kT, -INFINITY};
constexpr MetricInfo kAccuracy{"acc", "", true, 1.0, IntervalMethod::kWilson};

struct Population {
  const char* name;
  double mean;
  std::function<double(Random&)> draw;
};

/// The share of default intervals that hold the mean, and that of Student's beside it.
void cover(const MetricInfo& info, const Population& population, int n, int num_rounds, double low, double high) {
  Share share(fmt::format("{} n={}", population.name, n));
  Share student(fmt::format("{} n={} (t)", population.name, n));
  Share bca(fmt::format("{} n={} (BCa)", population.name, n));
  for (int round = 0; round < num_rounds; ++round) {
    Random random(population.name, round * 4 + n);
    std::vector<double> data(static_cast<std::size_t>(n));
    for (double& v : data) v = population.draw(random);
    EstimateOptions options;
    options.seed = random.seed();
    options.replicates = 1000;
    const Estimate estimate = make_estimate(info, metrics::value_of_mean(), {data, 1, {}}, 0, 0, options);
    if (!estimate.low) {
      share.skip();
      continue;
    }
    share.add(*estimate.low <= population.mean && population.mean <= *estimate.high);
    const auto t = metrics::t_interval(data, 0.95);
    student.add(t->low <= population.mean && population.mean <= t->high);
    if (is_long() && n <= 50)
      bca.add(bca_holds({data, 1, {}}, metrics::value_of_mean(), options.seed, population.mean));
  }
  share.expect(low, high);
  student.print();
  if (n <= 50) bca.print();
}

const std::vector<Population> kFractions = {
    {"uniform", 0.5, [](Random& r) { return r.uniform(); }},
    {"beta(5, 1)", 5.0 / 6, [](Random& r) { return r.beta(5, 1); }},
    {"beta(0.5, 3)", 0.5 / 3.5, [](Random& r) { return r.beta(0.5, 3); }},
    {"F1: half 0, 30 % 1", 0.4, [](Random& r) { return r.chance(0.5)   ? 0.0
                                                       : r.chance(0.6) ? 1.0
                                                                       : r.beta(2, 2); }},
    {"F1: 70 % 0", 0.18, [](Random& r) { return r.chance(0.7) ? 0.0 : r.beta(3, 2); }},
    {"F1: 90 % 1", 0.95, [](Random& r) { return r.chance(0.9) ? 1.0 : r.beta(2, 2); }},
    {"four epochs, p of beta(8, 1)", 8.0 / 9,
     [](Random& r) {
       const double p = r.beta(8, 1);
       return (r.chance(p) + r.chance(p) + r.chance(p) + r.chance(p)) / 4.0;
     }},
};

TEST(MeanIntervalsSlow, CoverMeansOfFractions) {
  for (const Population& population : kFractions)
    for (const int n : {20, 50, 200, 1000})
      cover(kFraction, population, n, rounds(n == 1000 ? 1000 : 2000), 0.935, 0.965);
}

TEST(MeanIntervalsSlow, CoverMeansWithoutARange) {
  const std::vector<Population> populations = {
      {"normal", 0.0, [](Random& r) { return r.normal(); }},
      {"exponential", 1.0, [](Random& r) { return r.exponential(); }},
      {"chi-squared, 3 degrees", 3.0, [](Random& r) { return 2.0 * r.gamma(1.5); }},
  };
  for (const Population& population : populations)
    for (const int n : {20, 50, 200, 1000}) cover(kSeconds, population, n, rounds(n >= 200 ? 500 : 1500), 0.935, 0.965);
}

// Too heavy a tail for any method here: what is measured is in docs/statistics.md, and no better than this.
TEST(MeanIntervalsSlow, FallShortForVeryHeavyTails) {
  const Population population{"lognormal", std::exp(0.5), [](Random& r) { return std::exp(r.normal()); }};
  for (const int n : {20, 50, 200, 1000})
    if (n < 1000 || is_long()) cover(kSeconds, population, n, rounds(n >= 200 ? 500 : 1500), 0.895, 0.95);
}

/// Intervals of clustered answers, with and without regard to the clusters.
void cover_clusters(const MetricInfo& info, const char* name, int num_clusters, double mean,
                    const std::function<void(Random&, std::vector<double>&, std::vector<std::uint32_t>&)>& draw,
                    int num_rounds, double low, double high) {
  Share share(fmt::format("{} in {} clusters", name, num_clusters));
  Share naive(fmt::format("{} in {} clusters, as if there were none", name, num_clusters));
  Share plain(fmt::format("{} in {} clusters, G - 1 degrees", name, num_clusters));
  for (int round = 0; round < num_rounds; ++round) {
    Random random(name, round * 1000 + num_clusters);
    std::vector<double> data;
    std::vector<std::uint32_t> clusters;
    for (int g = 0; g < num_clusters; ++g) {
      draw(random, data, clusters);
      while (clusters.size() < data.size()) clusters.push_back(static_cast<std::uint32_t>(g));
    }
    EstimateOptions options;
    const Estimate apart = make_estimate(info, metrics::value_of_mean(), {data, 1, {}}, 0, 0, options);
    options.clusters = clusters;
    const Estimate together = make_estimate(info, metrics::value_of_mean(), {data, 1, {}}, 0, 0, options);
    if (!together.low) {
      share.skip();
      continue;
    }
    share.add(*together.low <= mean && mean <= *together.high);
    naive.add(*apart.low <= mean && mean <= *apart.high);
    const double error = *metrics::cluster_standard_error(data, metrics::units_of(data.size(), clusters));
    const metrics::Interval t = metrics::t_interval(*together.value, error, num_clusters - 1.0, 0.95);
    plain.add(t.low <= mean && mean <= t.high);
  }
  share.expect(low, high);
  naive.print();
  plain.print();
  EXPECT_LT(naive.value(), 0.9);
}

TEST(MeanIntervalsSlow, CoverMeansInClusters) {
  for (const int clusters : {10, 20, 50, 200}) {
    const int n = rounds(clusters == 200 ? 500 : 2000);
    // With ten clusters their spread is hardly known, and near an end of the range most often overrated.
    const double high = clusters == 10 ? 0.985 : 0.965;
    cover_clusters(
        kFraction, "scores, equal sizes", clusters, 0.5,
        [](Random& r, auto& data, auto&) {
          const double passage = r.uniform();
          for (int i = 0; i < 5; ++i) data.push_back(0.5 * passage + 0.5 * r.uniform());
        },
        n, 0.935, high);
    cover_clusters(
        kAccuracy, "accuracy 0.7, sizes 1 to 9", clusters, 0.7,
        [](Random& r, auto& data, auto&) {
          const double p = r.beta(3.5, 1.5);
          const std::size_t size = 1 + r.below(9);
          for (std::size_t i = 0; i < size; ++i) data.push_back(r.chance(p) ? 1.0 : 0.0);
        },
        n, 0.935, high);
    cover_clusters(
        kAccuracy, "accuracy 0.9, sizes 1 to 9", clusters, 0.9,
        [](Random& r, auto& data, auto&) {
          const double p = r.beta(4.5, 0.5);
          const std::size_t size = 1 + r.below(9);
          for (std::size_t i = 0; i < size; ++i) data.push_back(r.chance(p) ? 1.0 : 0.0);
        },
        n, 0.935, high);
  }
}

}  // namespace
}  // namespace assay::simulation
