#include "metrics/stats/clusters.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "metrics/stats/resampler.h"
#include "tests/metrics/stats/vectors.h"

namespace assay::metrics {
namespace {

TEST(Clusters, UnitsAreNumberedAsTheyAppear) {
  const std::vector<std::uint32_t> clusters = {9, 4, 9, 0};
  const Units units = units_of(4, clusters);
  EXPECT_EQ(units.unit_of_row, (std::vector<std::uint32_t>{0, 1, 0, 2}));
  EXPECT_EQ(units.num_units, 3U);
  EXPECT_TRUE(units.clustered);
  EXPECT_FALSE(units_of(4, {}).clustered);
  EXPECT_EQ(units_of(4, {}).num_units, 4U);
}

TEST(Clusters, RowsByThemselvesHaveTheUsualError) {
  const std::vector<double> values = {1.0, 2.0, 4.0, 9.0};
  EXPECT_NEAR(*cluster_standard_error(values, units_of(4, {})), std::sqrt(38.0 / 3.0 / 4.0), 1e-15);
}

TEST(Clusters, OneClusterHasNoError) {
  const std::vector<std::uint32_t> clusters = {1, 1};
  EXPECT_EQ(cluster_standard_error(std::vector<double>{1.0, 2.0}, units_of(2, clusters)), std::nullopt);
}

TEST(Clusters, JackknifeEqualsTheUsualErrorForEqualSizes) {
  const std::vector<double> values = {1, 3, 2, 7, 4, 4, 0, 5};
  const std::vector<std::uint32_t> clusters = {0, 0, 1, 1, 2, 2, 3, 3};
  const Units units = units_of(8, clusters);
  EXPECT_NEAR(*cluster_jackknife_error(values, units), *cluster_standard_error(values, units), 1e-14);
  EXPECT_EQ(effective_clusters(units), 4.0);
}

TEST(Clusters, JackknifeIsThatOfTheResampler) {
  const std::vector<double> values = {1, 3, 2, 7, 4, 4, 0, 5};
  const std::vector<std::uint32_t> clusters = {0, 1, 1, 1, 2, 2, 3, 3};
  const Units units = units_of(8, clusters);
  const Resampler resampler({values, 1, {}}, value_of_mean(), units);
  EXPECT_NEAR(*cluster_jackknife_error(values, units), *jackknife_error(resampler.jackknife()), 1e-14);
  EXPECT_NEAR(effective_clusters(units), 64.0 / 18.0, 1e-15);
}

TEST(Clusters, ErrorOfAMeanSaysWhyThereIsNone) {
  std::vector<double> values;
  std::vector<std::uint32_t> clusters;
  for (std::uint32_t i = 0; i < 200; ++i) {
    values.push_back(i % 7);
    clusters.push_back(i < 100 ? 0 : i % 30);
  }
  std::string reason;
  EXPECT_EQ(error_of_mean(values, units_of(200, clusters), reason), std::nullopt);
  EXPECT_EQ(reason, "the clusters differ so much in size that they are worth 3.7");
  EXPECT_EQ(error_of_mean(std::vector<double>{0.1, 0.1}, units_of(2, {}), reason), std::nullopt);
  EXPECT_EQ(reason, "all values are equal");
}

void expect_vector(const Value& expected, const std::vector<double>& values,
                   const std::vector<std::uint32_t>& clusters) {
  const Units units = units_of(values.size(), clusters);
  EXPECT_EQ(static_cast<double>(values.size()), test::number(expected, "n"));
  EXPECT_EQ(static_cast<double>(units.num_units), test::number(expected, "G"));
  EXPECT_NEAR(*weighted_mean({values, 1, {}}), test::number(expected, "mean"), 1e-12);
  const double together = *cluster_standard_error(values, units);
  const double apart = *cluster_standard_error(values, units_of(values.size(), {}));
  const double groups = static_cast<double>(units.num_units);
  EXPECT_NEAR(together, test::number(expected, "se_cluster_G/(G-1)"), 1e-9);
  EXPECT_NEAR(together, test::number(expected, "se_cluster_stata_CR1(statsmodels)"), 1e-9);
  EXPECT_NEAR(apart, test::number(expected, "se_clt"), 1e-9);
  EXPECT_NEAR(std::pow(together / apart, 2), test::number(expected, "deff_CR1"), 1e-9);
  // Without the factor G / (G - 1), as Miller 2024 writes it but for the n - 1 of his first term.
  const double uncorrected = together * std::sqrt((groups - 1.0) / groups);
  EXPECT_NEAR(uncorrected, test::number(expected, "se_cluster_CR0"), 1e-9);
  const double n = static_cast<double>(values.size());
  EXPECT_NEAR(std::sqrt(uncorrected * uncorrected + apart * apart / n), test::number(expected, "se_miller_eq"), 1e-9);
  EXPECT_EQ(groups - 1.0, test::number(expected, "t_df"));
}

TEST(Clusters, ErrorsEqualTheReferenceVectors) {
  ASSAY_SHARED_OR_SKIP(path, "vectors/stats.json");
  const Value vectors = test::read_vectors(path);
  const Value& cases = *vectors.find("clustered_se");
  expect_vector(*cases.find("tiny"), test::numbers(*cases.find("tiny"), "x"), test::labels(*cases.find("tiny"), "g"));
}

/// The columns of a CSV file of the reference vectors, and its column of clusters as numbers.
void expect_csv(const std::string& path, std::size_t cluster_column, const std::string& value_column,
                const Value& expected) {
  const auto lines = test::read_csv(path);
  std::size_t column = 0;
  while (lines[0][column] != value_column) ++column;
  std::map<std::string, std::uint32_t> numbers;
  std::vector<double> values;
  std::vector<std::uint32_t> clusters;
  for (std::size_t i = 1; i < lines.size(); ++i) {
    values.push_back(std::stod(lines[i][column]));
    clusters.push_back(
        numbers.try_emplace(lines[i][cluster_column], static_cast<std::uint32_t>(numbers.size())).first->second);
  }
  expect_vector(expected, values, clusters);
}

TEST(Clusters, ErrorsOfSummEvalAndTopicalChatEqualTheReferenceVectors) {
  ASSAY_SHARED_OR_SKIP(path, "vectors/stats.json");
  ASSAY_SHARED_OR_SKIP(summeval, "vectors/summeval_human.csv");
  ASSAY_SHARED_OR_SKIP(topicalchat, "vectors/topicalchat_human_unieval.csv");
  const Value vectors = test::read_vectors(path);
  const Value& cases = *vectors.find("clustered_se");
  expect_csv(summeval, 0, "relevance", *cases.find("summeval_relevance_by_doc"));
  expect_csv(summeval, 0, "consistency", *cases.find("summeval_consistency_by_doc"));
  expect_csv(topicalchat, 0, "h_overall", *cases.find("topicalchat_overall_by_context"));
}

}  // namespace
}  // namespace assay::metrics
