#include "metrics/stats/resampler.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "harness/core/random.h"
#include "tests/metrics/scoring.h"

namespace assay::metrics {
namespace {

std::optional<double> mean(const StatsRows& rows) { return weighted_mean(rows); }

std::optional<double> ratio(const StatsRows& rows) {
  const auto top = weighted_mean(rows, 0);
  const auto bottom = weighted_mean(rows, 1);
  if (!top || !bottom || *bottom == 0.0) return std::nullopt;
  return *top / *bottom;
}

std::vector<double> uniform(std::size_t n, std::uint64_t seed = 1) {
  RandomStream random(seed);
  std::vector<double> data(n);
  for (double& v : data) v = 0.1 + random.uniform();
  return data;
}

TEST(Resampler, CountsAreUniformAndSumToTheUnits) {
  const std::vector<double> data(10, 0.0);
  const Resampler resampler({data, 1, {}}, mean);
  std::vector<double> sums(10, 0.0);
  for (std::uint64_t replicate = 0; replicate < 2000; ++replicate) {
    const std::vector<double> counts = resampler.counts(5, replicate);
    EXPECT_EQ(std::accumulate(counts.begin(), counts.end(), 0.0), 10.0);
    for (std::size_t i = 0; i < 10; ++i) sums[i] += counts[i];
  }
  // 20000 draws: the standard deviation of each sum is 42.
  for (const double sum : sums) EXPECT_NEAR(sum, 2000.0, 200.0);
  EXPECT_NE(resampler.counts(5, 0), resampler.counts(5, 1));
  EXPECT_NE(resampler.counts(5, 0), resampler.counts(6, 0));
}

TEST(Resampler, ReplicatesAreTheSameHoweverTheyAreSharedOut) {
  const std::vector<double> data = uniform(14);
  for (const bool of_sums : {false, true}) {
    const Resampler resampler({data, 2, {}}, {ratio, of_sums});
    const auto all = resampler.replicates(99, 0, 100);
    std::vector<std::optional<double>> parts;
    for (const auto& [first, count] : std::vector<std::pair<std::uint64_t, std::size_t>>{{0, 1}, {1, 60}, {61, 39}})
      for (const auto& value : resampler.replicates(99, first, count)) parts.push_back(value);
    EXPECT_EQ(all, parts);
    EXPECT_NE(all, resampler.replicates(100, 0, 100));
  }
}

TEST(Resampler, WholeNumbersGiveTheSameReplicates) {
  const auto weighed = [](const StatsRows& rows) -> std::optional<double> {
    double sum = 0.0;
    for (std::size_t k = 0; k < rows.width; ++k) sum += static_cast<double>(k + 1) * weighted_mean(rows, k).value_or(0.0);
    return sum;
  };
  RandomStream random(2);
  // The largest are too large for sums of 32 bits.
  for (const std::uint64_t largest : {9U, 50000000U, 4000000000U})
    for (const std::size_t width : {3U, 4U, 8U, 10U, 13U, 18U, 20U, 27U, 36U, 40U, 44U}) {
      std::vector<double> data(width * 40);
      for (double& v : data) v = static_cast<double>(random.below(largest + 1)) - (largest == 9 ? 4.0 : 0.0);
      std::vector<std::uint32_t> clusters(40);
      for (std::uint32_t i = 0; i < 40; ++i) clusters[i] = i % 13;
      for (const Units& units : {units_of(40, {}), units_of(40, clusters)}) {
        const auto sums = Resampler({data, width, {}}, {weighed, true}, units).replicates(7, 0, 30);
        const auto counts = Resampler({data, width, {}}, {weighed, false}, units).replicates(7, 0, 30);
        for (std::size_t i = 0; i < 30; ++i)
          EXPECT_NEAR(*sums[i], *counts[i], 1e-12 * static_cast<double>(largest * width * width)) << width;
      }
    }
}

TEST(Resampler, SumsAndWeightsGiveTheSameReplicates) {
  for (const std::size_t width : {2U, 3U, 4U, 7U}) {
    const std::vector<double> data = uniform(width * 40);
    std::vector<double> weights(40, 1.0);
    std::vector<std::uint32_t> clusters(40);
    for (std::uint32_t i = 0; i < 40; ++i) clusters[i] = i % 13;
    for (std::size_t i = 0; i < 40; i += 3) weights[i] = 0.5;
    for (const bool weighted : {false, true})
      for (const bool clustered : {false, true}) {
        const StatsRows rows{data, width, weighted ? std::span<const double>(weights) : std::span<const double>()};
        const Units units =
            units_of(40, clustered ? std::span<const std::uint32_t>(clusters) : std::span<const std::uint32_t>());
        const Resampler sums(rows, {ratio, true}, units);
        const Resampler counts(rows, {ratio, false}, units);
        const auto a = sums.replicates(7, 0, 30), b = counts.replicates(7, 0, 30);
        const auto c = sums.studentised(7, 0, 30), d = counts.studentised(7, 0, 30);
        for (std::size_t i = 0; i < 30; ++i) {
          EXPECT_NEAR(*a[i], *b[i], 1e-12);
          EXPECT_NEAR(*c[i].value, *a[i], 1e-12);
          EXPECT_NEAR(*d[i].value, *a[i], 1e-12);
          EXPECT_NEAR(*c[i].standard_error, *d[i].standard_error, 1e-10);
        }
        const auto e = sums.jackknife(), f = counts.jackknife();
        ASSERT_EQ(e.size(), f.size());
        for (std::size_t i = 0; i < e.size(); ++i) EXPECT_NEAR(e[i], f[i], 1e-12);
      }
  }
}

TEST(Resampler, WeightsOfTheRowsAreKept) {
  const std::vector<double> data = {1.0, 5.0};
  const std::vector<double> weights = {1.0, 0.0};
  for (const bool of_sums : {false, true}) {
    int defined = 0;
    for (const auto& value : Resampler({data, 1, weights}, {mean, of_sums}).replicates(3, 0, 50)) {
      defined += value ? 1 : 0;
      EXPECT_EQ(value.value_or(1.0), 1.0);
    }
    // A quarter of the resamples holds the second row twice and so has no weight.
    EXPECT_NEAR(defined, 37, 12);
  }
}

TEST(Resampler, ClustersAreDrawnWhole) {
  const std::vector<double> data = {0, 0, 0, 1, 1, 1, 1, 1};
  const std::vector<std::uint32_t> clusters = {4, 4, 4, 9, 9, 9, 9, 9};
  const Resampler resampler({data, 1, {}}, value_of_mean(), units_of(8, clusters));
  EXPECT_EQ(resampler.num_units(), 2U);
  for (const auto& value : resampler.replicates(1, 0, 100))
    EXPECT_TRUE(*value == 0.0 || *value == 1.0 || *value == 5.0 / 8.0) << *value;
}

TEST(Resampler, JackknifeErrorOfAMeanIsTheStandardError) {
  const std::vector<double> data = uniform(30);
  const auto left_out = Resampler({data, 1, {}}, value_of_mean()).jackknife();
  EXPECT_NEAR(*jackknife_error(left_out), *cluster_standard_error(data, units_of(30, {})), 1e-14);
  EXPECT_EQ(jackknife_error(std::vector<double>{1.0}), std::nullopt);
}

TEST(Resampler, StudentisedErrorOfAMeanIsThatOfTheReplicate) {
  const std::vector<double> data = uniform(12);
  const Resampler resampler({data, 1, {}}, value_of_mean());
  const auto replicates = resampler.studentised(3, 0, 20);
  for (std::uint64_t r = 0; r < 20; ++r) {
    std::vector<double> drawn;
    const std::vector<double> counts = resampler.counts(3, r);
    for (std::size_t i = 0; i < 12; ++i) drawn.insert(drawn.end(), static_cast<std::size_t>(counts[i]), data[i]);
    EXPECT_NEAR(*replicates[r].standard_error, *cluster_standard_error(drawn, units_of(12, {})), 1e-13);
  }
}

TEST(Resampler, AccelerationOfGroupsIsThatOfRows) {
  // Skewed data: the skewness of an exponential is 2, so the acceleration is near 2 / (6 sqrt(n)).
  RandomStream random(11);
  std::vector<double> data(4000);
  for (double& v : data) v = -std::log1p(-random.uniform());
  EXPECT_EQ(Resampler({data, 1, {}}, mean).jackknife().size(), 1000U);
  for (const bool of_sums : {false, true})
    EXPECT_NEAR(jackknife_acceleration(Resampler({data, 1, {}}, {mean, of_sums}).jackknife()),
                2.0 / (6.0 * std::sqrt(4000.0)), 0.002);
  EXPECT_EQ(jackknife_acceleration({}), 0.0);
}

TEST(Resampler, UndefinedReplicatesAreNullopt) {
  const std::vector<double> data = {1.0, 2.0};
  const auto nan = [](const StatsRows&) { return std::optional<double>(std::nan("")); };
  for (const bool of_sums : {false, true}) {
    const Resampler resampler({data, 1, {}}, {nan, of_sums});
    EXPECT_EQ(resampler.replicates(1, 0, 1), (std::vector<std::optional<double>>{std::nullopt}));
    EXPECT_FALSE(resampler.studentised(1, 0, 1)[0].standard_error.has_value());
    EXPECT_TRUE(resampler.jackknife().empty());
  }
}

}  // namespace
}  // namespace assay::metrics
