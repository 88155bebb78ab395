#include "metrics/stats/paired_rows.h"

#include <gtest/gtest.h>

#include "harness/core/random.h"
#include "metrics/stats/paired_t.h"
#include "metrics/stats/sign_tests.h"
#include "tests/metrics/stats/vectors.h"

namespace assay::metrics {
namespace {

std::optional<double> ratio(const StatsRows& rows) {
  const auto top = weighted_mean(rows, 0);
  const auto bottom = weighted_mean(rows, 1);
  if (!top || !bottom || *bottom == 0.0) return std::nullopt;
  return *top / *bottom;
}

struct Runs {
  std::vector<double> base, candidate;
  std::size_t width = 1;
  PairedRows rows() const { return {{base, width, {}}, {candidate, width, {}}}; }
};

Runs runs(std::size_t n, std::size_t width, double shift, std::uint64_t seed = 1) {
  RandomStream random(seed);
  Runs found;
  found.width = width;
  for (std::size_t i = 0; i < n; ++i) {
    const double common = random.uniform();
    for (std::size_t k = 0; k < width; ++k) {
      found.base.push_back(1.0 + common + random.uniform());
      found.candidate.push_back(1.0 + common + random.uniform() + (k == 0 ? shift : 0.0));
    }
  }
  return found;
}

TEST(PairedRows, RandomizationOfAMeanIsASignFlip) {
  const Runs two = runs(16, 1, 0.25);
  PairedOptions options;
  options.replicates = 20000;
  const RandomizationResult found = randomization(two.rows(), value_of_mean(), options);
  const TestResult exact = sign_flip(differences(two.base, two.candidate));
  EXPECT_NEAR(*found.difference, *exact.statistic, 1e-12);
  EXPECT_NEAR(*found.test.p, *exact.p, 0.01);
  EXPECT_EQ(found.test.method, "randomization");
}

TEST(PairedRows, SumsAndRowsGiveTheSameRandomization) {
  for (const std::size_t width : {2U, 3U, 5U, 10U, 18U}) {
    const Runs two = runs(150, width, 0.05);
    std::vector<std::uint32_t> clusters(150);
    for (std::uint32_t i = 0; i < 150; ++i) clusters[i] = i / 4;
    for (const bool clustered : {false, true}) {
      PairedOptions options;
      options.replicates = 500;
      if (clustered) options.clusters = clusters;
      const auto sums = randomization(two.rows(), {ratio, true}, options);
      const auto rows = randomization(two.rows(), {ratio, false}, options);
      EXPECT_EQ(*sums.test.p, *rows.test.p);
      EXPECT_NEAR(*sums.difference, *rows.difference, 1e-12);
      EXPECT_EQ(sums.test.method, clustered ? "cluster_randomization" : "randomization");
    }
  }
}

TEST(PairedRows, SumsAndRowsGiveTheSameBootstrap) {
  const Runs two = runs(60, 2, 0.1);
  PairedOptions options;
  options.replicates = 400;
  const auto sums = paired_bootstrap(two.rows(), {ratio, true}, options);
  const auto rows = paired_bootstrap(two.rows(), {ratio, false}, options);
  EXPECT_EQ(sums.bootstrap.method, "paired_bootstrap_t");
  EXPECT_EQ(rows.bootstrap.method, "paired_bootstrap_t");
  EXPECT_NEAR(sums.bootstrap.interval->low, rows.bootstrap.interval->low, 1e-9);
  EXPECT_NEAR(sums.bootstrap.interval->high, rows.bootstrap.interval->high, 1e-9);
  EXPECT_NEAR(*sums.bootstrap.standard_error, *rows.bootstrap.standard_error, 1e-9);
}

TEST(PairedRows, PairingUsesWhatTheRunsHaveInCommon) {
  const Runs two = runs(300, 1, 0.0);
  const auto found = paired_bootstrap(two.rows(), value_of_mean());
  const PairedT student = paired_t(differences(two.base, two.candidate));
  EXPECT_EQ(found.bootstrap.method, "paired_bca_bootstrap");
  EXPECT_NEAR(found.bootstrap.interval->low, student.interval->low, 0.005);
  EXPECT_NEAR(found.bootstrap.interval->high, student.interval->high, 0.005);
  EXPECT_NEAR(*found.bootstrap.standard_error, *student.standard_error, 0.001);
}

TEST(PairedRows, NoIntervalReachesBeyondTheLargestDifference) {
  Runs two;
  RandomStream random(2);
  for (int i = 0; i < 12; ++i) {
    two.base.push_back(random.uniform() < 0.1 ? 1.0 : 0.0);
    two.candidate.push_back(random.uniform() < 0.9 ? 1.0 : 0.0);
  }
  const auto found = paired_bootstrap(two.rows(), value_of_mean(), {}, 1.0);
  ASSERT_TRUE(found.bootstrap.interval.has_value());
  EXPECT_LE(found.bootstrap.interval->high, 1.0);
}

TEST(PairedRows, SaysWhyThereIsNothing) {
  const Runs same{{1.0, 2.0}, {1.0, 2.0}, 1};
  EXPECT_EQ(randomization(same.rows(), value_of_mean()).test.reason, "both runs have the same scores");
  EXPECT_EQ(randomization(same.rows(), value_of_mean()).difference, 0.0);
  EXPECT_EQ(paired_bootstrap(same.rows(), value_of_mean()).bootstrap.reason, "all bootstrap replicates are equal");
  const Runs none{{}, {}, 1};
  EXPECT_EQ(randomization(none.rows(), value_of_mean()).test.reason, "no sample was scored in both runs");
  EXPECT_EQ(paired_bootstrap(none.rows(), value_of_mean()).bootstrap.reason, "no sample was scored in both runs");
  const Runs undefined{{1.0, 0.0}, {1.0, 1.0}, 2};
  EXPECT_EQ(randomization(undefined.rows(), {ratio, true}).test.reason, "the value of a run is undefined");
}

/// The rows of one system of the WMT17 segment statistics; their columns are those of BLEU's rows.
test::RowTable wmt17(const std::vector<std::vector<std::string>>& lines, const std::string& system) {
  test::RowTable table;
  table.width = 10;
  for (const auto& line : lines)
    if (line[0] == system)
      for (std::size_t k = 2; k < line.size(); ++k) table.data.push_back(std::stod(line[k]));
  return table;
}

TEST(PairedRowsSlow, WmtTestsEqualTheReferenceVectors) {
  ASSAY_SHARED_OR_SKIP(path, "vectors/wmt17_ende_paired_tests.json");
  ASSAY_SHARED_OR_SKIP(segments, "vectors/wmt17_ende_bleu_segment_stats.csv.gz");
  const auto lines = test::read_csv(segments);
  const auto bleu = test::metric_of("bleu:tokenize=none");
  const Value vectors = test::read_vectors(path);
  const auto& rows = vectors.find("rows")->as_array();
  const test::RowTable base = wmt17(lines, rows[0].find("system")->as_string());
  EXPECT_EQ(base.rows().num_rows(), 3004U);
  for (std::size_t i = 1; i < rows.size(); ++i) {
    SCOPED_TRACE(json::dump(rows[i]));
    const test::RowTable candidate = wmt17(lines, rows[i].find("system")->as_string());
    PairedOptions options;
    options.replicates = 20000;
    const auto found = randomization({base.rows(), candidate.rows()}, value_of(*bleu), options);
    EXPECT_NEAR(*found.difference, test::number(rows[i], "bleu") - test::number(rows[0], "bleu"), 1e-9);
    // Both are drawn: 10000 replicates of p = 0.5 have a standard deviation of 0.005.
    EXPECT_NEAR(*found.test.p, test::number(rows[i], "multeval_ar_p"), 0.015);
    EXPECT_NEAR(*found.test.p, test::number(rows[i], "sacrebleu_ar_p_2000"), 0.03);
    options.replicates = 2000;
    const auto interval = paired_bootstrap({base.rows(), candidate.rows()}, value_of(*bleu), options);
    ASSERT_TRUE(interval.bootstrap.interval.has_value());
    EXPECT_EQ(interval.bootstrap.interval->low < 0.0 && interval.bootstrap.interval->high > 0.0, *found.test.p > 0.05);
    const auto alone = bootstrap_interval({candidate.rows(), value_of(*bleu)}, test::number(rows[i], "bleu"), {});
    EXPECT_NEAR((alone.interval->high - alone.interval->low) / 2, test::number(rows[i], "bs_ci95_halfwidth"), 0.06);
  }
}

TEST(RandomizationSlow, ManySamplesSharedOutOverThreadsSwapAsRowsDo) {
  std::vector<double> base(5001), candidate(5001);
  RandomStream random(11);
  for (std::size_t i = 0; i < base.size(); ++i) {
    base[i] = random.uniform() < 0.5 ? 1.0 : 0.0;
    candidate[i] = random.uniform() < 0.52 ? 1.0 : 0.0;
  }
  const PairedRows rows{{base, 1, {}}, {candidate, 1, {}}};
  const ValueFunction by_rows([](const StatsRows& all) { return weighted_mean(all); }, false);
  const RandomizationResult of_sums = randomization(rows, value_of_mean());
  const RandomizationResult of_rows = randomization(rows, by_rows);
  EXPECT_EQ(of_sums.test.p, of_rows.test.p);
}

}  // namespace
}  // namespace assay::metrics
