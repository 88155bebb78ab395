#include "metrics/stats/correlation.h"

#include <gtest/gtest.h>

#include <map>

#include "tests/metrics/stats/summeval.h"
#include "tests/metrics/stats/vectors.h"

namespace assay::metrics {
namespace {

TEST(Correlation, EqualsScipy) {
  const Value golden = test::stats_golden("correlation.json");
  for (const Value& c : golden.find("cases")->as_array()) {
    SCOPED_TRACE(json::dump(c));
    const std::vector<double> x = test::numbers(c, "x"), y = test::numbers(c, "y");
    EXPECT_NEAR(*pearson(x, y), test::number(c, "pearson"), 1e-12);
    EXPECT_NEAR(*spearman(x, y), test::number(c, "spearman"), 1e-12);
    EXPECT_NEAR(*kendall_tau_b(x, y), test::number(c, "kendall_b"), 1e-12);
  }
}

TEST(Correlation, ConstantsHaveNone) {
  const std::vector<double> x = {0.1, 0.1, 0.1}, y = {1.0, 2.0, 3.0};
  for (const auto measure : {pearson, spearman, kendall_tau_b}) {
    EXPECT_EQ(measure(x, y), std::nullopt);
    EXPECT_EQ(measure(y, x), std::nullopt);
    EXPECT_EQ(measure(std::span(y).first(1), std::span(y).first(1)), std::nullopt);
    EXPECT_EQ(measure({}, {}), std::nullopt);
    EXPECT_NEAR(*measure(y, y), 1.0, 1e-15);
  }
}

TEST(Correlation, RanksOfTiesAreAveraged) {
  EXPECT_EQ(average_ranks(std::vector<double>{3, 1, 3, 2}), (std::vector<double>{3.5, 1, 3.5, 2}));
}

void expect_equal(const Value& expected, const std::vector<double>& x, const std::vector<double>& y) {
  EXPECT_NEAR(*pearson(x, y), test::number(expected, "pearson"), 1e-9);
  EXPECT_NEAR(*spearman(x, y), test::number(expected, "spearman"), 1e-9);
  EXPECT_NEAR(*kendall_tau_b(x, y), test::number(expected, "kendall_b"), 1e-9);
}

/// Mean of each system over all documents, in order of the system's name.
std::vector<double> means(const std::vector<std::string>& keys, const std::vector<double>& values) {
  std::map<std::string, std::pair<double, int>> sums;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    sums[keys[i]].first += values[i];
    ++sums[keys[i]].second;
  }
  std::vector<double> found;
  for (const auto& [key, sum] : sums) found.push_back(sum.first / sum.second);
  return found;
}

TEST(Correlation, EqualsTheReferenceVectorsOfSummEval) {
  ASSAY_SHARED_OR_SKIP(path, "vectors/stats.json");
  ASSAY_SHARED_OR_SKIP(data, "vectors/summeval_human.csv");
  const test::SummEval summeval(data);
  const std::vector<std::string> documents = summeval.keys(0), systems = summeval.keys(1);
  const Value vectors = test::read_vectors(path);
  for (const auto& [name, c] : vectors.find("summeval_meta_eval")->as_object()) {
    SCOPED_TRACE(name);
    const std::size_t middle = name.find('~');
    const std::vector<double> x = summeval.column("", name.substr(0, middle)),
                              y = summeval.column("", name.substr(middle + 1));
    expect_equal(*c.find("sample_level"), x, y);
    expect_equal(*c.find("system_level"), means(systems, x), means(systems, y));
    // Within each document, over systems; documents with a constant score are left out and counted.
    std::map<std::string, std::pair<std::vector<double>, std::vector<double>>> by_document;
    for (std::size_t i = 0; i < x.size(); ++i) {
      by_document[documents[i]].first.push_back(x[i]);
      by_document[documents[i]].second.push_back(y[i]);
    }
    const std::vector<
        std::pair<const char*, std::optional<double> (*)(std::span<const double>, std::span<const double>)>>
        measures = {{"pearson", pearson}, {"spearman", spearman}, {"kendall_b", kendall_tau_b}};
    for (const auto& [measure, correlation] : measures) {
      double sum = 0.0;
      int used = 0, skipped = 0;
      for (const auto& [document, pair] : by_document) {
        const auto r = correlation(pair.first, pair.second);
        sum += r.value_or(0.0);
        (r ? used : skipped) += 1;
      }
      EXPECT_EQ(used, static_cast<int>(test::number(c, "docs_used")));
      EXPECT_EQ(skipped, static_cast<int>(test::number(c, "docs_skipped_constant")));
      EXPECT_NEAR(sum / used, test::number(*c.find("summary_level_mean"), measure), 1e-9) << measure;
    }
  }
}

TEST(Correlation, JudgesOfSummEvalEqualTheReferenceVectors) {
  ASSAY_SHARED_OR_SKIP(path, "vectors/alt_test_and_agreement.json");
  ASSAY_SHARED_OR_SKIP(data, "vectors/summeval_expert3_llm6.csv.gz");
  const Value vectors = test::read_vectors(path);
  const auto lines = test::read_csv(data);
  for (const char* dimension : {"coherence", "consistency", "fluency", "relevance"}) {
    SCOPED_TRACE(dimension);
    const Value& expected = *vectors.find("results")->find("summeval")->find(dimension);
    std::vector<std::vector<double>> columns(lines[0].size());
    for (const auto& line : lines)
      if (line[2] == dimension)
        for (std::size_t c = 3; c < line.size(); ++c) columns[c].push_back(std::stod(line[c]));
    std::vector<double> people(columns[3].size());
    for (std::size_t i = 0; i < people.size(); ++i) people[i] = (columns[3][i] + columns[4][i] + columns[5][i]) / 3.0;
    for (std::size_t c = 6; c < columns.size(); ++c) expect_equal(*expected.find(lines[0][c]), columns[c], people);
    for (std::size_t left_out = 0; left_out < 3; ++left_out) {
      std::vector<double> others(people.size());
      for (std::size_t i = 0; i < others.size(); ++i)
        others[i] = (columns[3 + (left_out + 1) % 3][i] + columns[3 + (left_out + 2) % 3][i]) / 2.0;
      EXPECT_NEAR(*spearman(columns[3 + left_out], others), test::numbers(expected, "human_loo_spearman")[left_out],
                  1e-9);
    }
  }
}

TEST(Correlation, TauCEqualsScipys) {
  const Value golden = test::read_json(test::test_data("golden/raters/calibration.json"));
  for (const Value& c : golden.find("kendall_tau_c")->as_array())
    EXPECT_NEAR(*kendall_tau_c(test::numbers(c, "x"), test::numbers(c, "y")), test::number(c, "tau_c"), 1e-12);
  EXPECT_EQ(kendall_tau_c(std::vector<double>{1, 1}, std::vector<double>{1, 2}), std::nullopt);
}

}  // namespace
}  // namespace assay::metrics
