// Coverage of the interval of a group of tasks, and of that of the paired difference of two runs of it.
#include <gtest/gtest.h>

#include <fmt/core.h>

#include <algorithm>
#include <functional>

#include "metrics/stats/stratified.h"
#include "metrics/stats/stratified_paired.h"
#include "tests/simulation/simulation.h"

namespace assay::simulation {
namespace {

using metrics::EstimateOptions;
using metrics::Stratum;

constexpr MetricInfo kAccuracy{"acc", "", true, 1.0, IntervalMethod::kWilson};
constexpr MetricInfo kFraction{"f1", "", true, 1.0, IntervalMethod::kT};
constexpr MetricInfo kSeconds{"seconds", "", false, 0.0, IntervalMethod::kT, -INFINITY};
constexpr MetricInfo kCorpus{"precision", "", true, 1.0, IntervalMethod::kBootstrap};

struct SimulatedTask {
  int n = 0;
  double truth = 0.0;
  std::function<void(Random&, std::vector<double>&)> draw;  // appends one row
  int per_cluster = 1;
};

struct SimulatedGroup {
  const char* name;
  std::vector<SimulatedTask> tasks;
};

SimulatedTask accuracy(int n, double p) {
  return {n, p, [p](Random& r, std::vector<double>& rows) { rows.push_back(r.chance(p) ? 1.0 : 0.0); }};
}

void cover(const MetricInfo& info, const SimulatedGroup& group, bool by_size, std::size_t width, int num_rounds, double low,
           double high) {
  Share share(fmt::format("{}, {}", group.name, by_size ? "by size" : "equal"));
  std::vector<double> sizes;
  for (const SimulatedTask& task : group.tasks) sizes.push_back(task.n * task.per_cluster);
  const std::vector<double> weights = metrics::stratum_weights(sizes, by_size);
  double truth = 0.0;
  for (std::size_t i = 0; i < weights.size(); ++i) truth += weights[i] * group.tasks[i].truth;
  for (int round = 0; round < num_rounds; ++round) {
    Random random(group.name, round);
    std::vector<std::vector<double>> data(group.tasks.size());
    std::vector<std::vector<std::uint32_t>> clusters(group.tasks.size());
    std::vector<Stratum> strata;
    for (std::size_t i = 0; i < group.tasks.size(); ++i) {
      for (int k = 0; k < group.tasks[i].n; ++k) {
        std::vector<double> row;
        group.tasks[i].draw(random, row);
        for (int copy = 0; copy < group.tasks[i].per_cluster; ++copy) {
          data[i].insert(data[i].end(), row.begin(), row.end());
          if (group.tasks[i].per_cluster > 1) clusters[i].push_back(static_cast<std::uint32_t>(k));
        }
      }
      strata.push_back({fmt::format("{}", i), {data[i], width, {}}, clusters[i],
                        width == 1 ? metrics::value_of_mean() : ratio_of_sums()});
    }
    EstimateOptions options;
    options.seed = random.seed();
    options.replicates = 500;
    const Estimate estimate = metrics::make_stratified_estimate(info, strata, by_size, options);
    if (!estimate.low) {
      share.skip();
      continue;
    }
    share.add(*estimate.low <= truth && truth <= *estimate.high);
  }
  share.expect(low, high);
}

std::vector<SimulatedTask> many(int count, int n, double from, double to) {
  std::vector<SimulatedTask> tasks;
  for (int i = 0; i < count; ++i) tasks.push_back(accuracy(n, from + (to - from) * i / (count - 1)));
  return tasks;
}

TEST(GroupIntervalsSlow, CoverAccuracies) {
  const std::vector<SimulatedGroup> groups = {
      {"three tasks of 100, p .5 to .9", {accuracy(100, 0.5), accuracy(100, 0.7), accuracy(100, 0.9)}},
      {"1000 and 10, p .8 and .4", {accuracy(1000, 0.8), accuracy(10, 0.4)}},
      {"1000 and 10, p .8 and .9", {accuracy(1000, 0.8), accuracy(10, 0.9)}},
      {"two of 20, p .9 and .95", {accuracy(20, 0.9), accuracy(20, 0.95)}},
      {"57 tasks of 20, p .3 to .95", many(57, 20, 0.3, 0.95)},
      {"57 tasks of 5, p .85 to .99", many(57, 5, 0.85, 0.99)},
      {"three tasks of 100, p .97 to .99", {accuracy(100, 0.97), accuracy(100, 0.98), accuracy(100, 0.99)}},
  };
  for (const SimulatedGroup& group : groups) {
    cover(kAccuracy, group, false, 1, rounds(1000), 0.935, 0.99);
    // Tasks of one size weigh the same in both ways.
    const bool one_size = std::all_of(group.tasks.begin(), group.tasks.end(), [&](const SimulatedTask& t) { return t.n == group.tasks[0].n; });
    if (!one_size) cover(kAccuracy, group, true, 1, rounds(1000), 0.935, 0.965);
  }
}

TEST(GroupIntervalsSlow, CoverOtherMeans) {
  const auto f1 = [](Random& r, std::vector<double>& rows) { rows.push_back(r.chance(0.7) ? 0.0 : r.beta(3, 2)); };
  const auto uniform = [](Random& r, std::vector<double>& rows) { rows.push_back(r.uniform()); };
  const SimulatedGroup fractions{"F1: 30 rows 70 % 0, 200 rows uniform", {{30, 0.18, f1}, {200, 0.5, uniform}}};
  const auto exponential = [](Random& r, std::vector<double>& rows) { rows.push_back(r.exponential()); };
  const SimulatedGroup seconds{"exponential, 30 and 60 rows", {{30, 1.0, exponential}, {60, 1.0, exponential}}};
  const auto normal = [](Random& r, std::vector<double>& rows) { rows.push_back(r.normal()); };
  const SimulatedGroup few{"normal, 5, 8 and 40 rows", {{5, 0.0, normal}, {8, 0.0, normal}, {40, 0.0, normal}}};
  const SimulatedGroup clustered{"accuracy .7, 30 passages of 5, and 100 alone", {[] {
                                                                                    SimulatedTask t = accuracy(30, 0.7);
                                                                                    t.per_cluster = 5;
                                                                                    return t;
                                                                                  }(),
                                                                                  accuracy(100, 0.6)}};
  for (const bool by_size : {true, false}) {
    cover(kFraction, fractions, by_size, 1, rounds(1000), 0.935, 0.965);
    cover(kSeconds, seconds, by_size, 1, rounds(500), 0.93, 0.965);
    cover(kSeconds, few, by_size, 1, rounds(500), 0.93, 0.975);
    cover(kAccuracy, clustered, by_size, 1, rounds(1000), 0.93, 0.97);
  }
}

TEST(GroupIntervalsSlow, CoverValuesOfACorpus) {
  const auto ratio = [](Random& r, std::vector<double>& rows) {
    const double size = 5.0 + static_cast<double>(r.below(36)), p = r.beta(2, 2);
    double right = 0.0;
    for (int i = 0; i < static_cast<int>(size); ++i) right += r.chance(p) ? 1.0 : 0.0;
    rows.push_back(right);
    rows.push_back(size);
  };
  const SimulatedGroup small{"ratio of counts, 30 and 60 rows", {{30, 0.5, ratio}, {60, 0.5, ratio}}};
  const SimulatedGroup large{"ratio of counts, 100, 200 and 300 rows", {{100, 0.5, ratio}, {200, 0.5, ratio}, {300, 0.5, ratio}}};
  for (const bool by_size : {true, false}) {
    cover(kCorpus, small, by_size, 2, rounds(250), 0.93, 0.97);
    cover(kCorpus, large, by_size, 2, rounds(250), 0.93, 0.97);
  }
}

TEST(GroupIntervalsSlow, PairedDifferencesAreCoveredAndRejectedAsOftenAsTheyShould) {
  // The candidate loses what it loses and gains as much in the first task; in the second one it gains 5 %.
  const auto draw = [](Random& r, double lost, double gained, std::vector<double>& base, std::vector<double>& candidate) {
    const double u = r.uniform();
    base.push_back(u < lost || u > 0.6 ? 1.0 : 0.0);
    candidate.push_back(u < lost ? 0.0 : u < lost + gained ? 1.0 : base.back());
  };
  for (const bool by_size : {true, false}) {
    Share share(fmt::format("paired differences of accuracies, 150 and 60 pairs, {}", by_size ? "by size" : "equal"));
    Share kept(fmt::format("not rejected where nothing differs, {}", by_size ? "by size" : "equal"));
    const std::vector<double> weights = metrics::stratum_weights(std::vector<double>{150.0, 60.0}, by_size);
    for (int round = 0; round < rounds(1000); ++round) {
      Random random("paired groups", round);
      std::vector<double> a, b, c, d, e, f;
      for (int i = 0; i < 150; ++i) draw(random, 0.08, 0.08, a, b);
      for (int i = 0; i < 60; ++i) draw(random, 0.05, 0.10, c, d);
      for (int i = 0; i < 60; ++i) draw(random, 0.07, 0.07, e, f);
      const auto stratum = [](const char* name, const std::vector<double>& x, const std::vector<double>& y) {
        return metrics::PairedStratum{name, {{x, 1, {}}, {y, 1, {}}}, {}, metrics::value_of_mean()};
      };
      const std::vector<metrics::PairedStratum> strata = {stratum("1", a, b), stratum("2", c, d)};
      const double truth = weights[1] * 0.05;
      const auto t = metrics::stratified_paired_t(strata, weights, true, 1.0, 0.95);
      share.add(t.interval->low <= truth && truth <= t.interval->high);
      const std::vector<metrics::PairedStratum> equal = {stratum("1", a, b), stratum("3", e, f)};
      kept.add(*metrics::stratified_paired_t(equal, weights, true, 1.0, 0.95).test.p >= 0.05);
    }
    share.expect(0.94, 0.96);
    kept.expect(0.94, 0.96);
  }
}

}  // namespace
}  // namespace assay::simulation
