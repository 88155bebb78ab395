#include "metrics/stats/ppi.h"

#include <gtest/gtest.h>

#include <cmath>

#include "metrics/stats/distributions.h"
#include "metrics/stats/draws.h"
#include "tests/metrics/stats/vectors.h"

namespace assay::metrics {
namespace {

constexpr double kQuantile = 1.959963984540054;

/// Labels and a judge that goes with them to some degree.
struct Drawn {
  std::vector<double> labels, judged, judged_only;
  std::vector<std::uint32_t> clusters, judged_only_clusters;

  Drawn(std::size_t n, std::size_t rest, double noise, std::uint64_t seed, std::uint32_t num_clusters = 1) {
    Draws draws(draw_base(seed, "ppi_test"), 0);
    for (std::size_t i = 0; i < n + rest; ++i) {
      const double label = std::floor(5.0 * draws.uniform());
      const double judge = label + noise * (draws.uniform() - 0.3);
      const auto cluster = static_cast<std::uint32_t>(i % num_clusters);
      if (i < n) {
        labels.push_back(label);
        judged.push_back(judge);
        clusters.push_back(cluster);
      } else {
        judged_only.push_back(judge);
        judged_only_clusters.push_back(cluster);
      }
    }
  }
  JudgedAnswers view() const { return {labels, judged, judged_only}; }
  JudgedAnswers clustered() const { return {labels, judged, judged_only, clusters, judged_only_clusters}; }
};

double mean(const std::vector<double>& values) {
  double sum = 0.0;
  for (const double v : values) sum += v;
  return sum / static_cast<double>(values.size());
}

double variance(const std::vector<double>& values) {
  double sum = 0.0;
  for (const double v : values) sum += (v - mean(values)) * (v - mean(values));
  return sum / static_cast<double>(values.size() - 1);
}

TEST(Ppi, AsPpiPyEqualsItsVectors) {
  ASSAY_SHARED_OR_SKIP(path, "vectors/ppi.json");
  const Value vectors = test::read_vectors(path);
  for (const Value& c : vectors.find("cases")->as_array()) {
    SCOPED_TRACE(c.find("name")->as_string());
    const auto labels = test::numbers(c, "Y"), judged = test::numbers(c, "Yhat");
    const auto judged_only = test::numbers(c, "Yhat_unlabeled");
    const std::vector<std::pair<const char*, JudgeWeight>> forms = {
        {"lam0", JudgeWeight::kLabelsOnly}, {"lam1", JudgeWeight::kFull}, {"tuned", JudgeWeight::kTuned}};
    for (const auto& [name, weight] : forms) {
      SCOPED_TRACE(name);
      PpiOptions options;
      options.weight = weight;
      options.null = 0.5;
      options.as_ppi_py = true;
      const PpiEstimate found = ppi_mean({labels, judged, judged_only}, options);
      const Value& expected = *c.find("out")->find(name);
      EXPECT_NEAR(*found.value, test::number(expected, "est"), 1e-12);
      const auto interval = test::numbers(expected, "ci95");
      EXPECT_NEAR(found.interval->low, interval[0], 1e-12);
      EXPECT_NEAR(found.interval->high, interval[1], 1e-12);
      // For its p value ppi_py does not clip lambda.
      const double raw = test::number(c, "lambda_raw");
      if (weight != JudgeWeight::kTuned || (raw >= 0.0 && raw <= 1.0)) {
        EXPECT_NEAR(*found.p, test::number(expected, "p_null0.5"), 1e-10);
      }
      if (weight == JudgeWeight::kTuned) {
        EXPECT_NEAR(found.lambda, test::number(c, "lambda_clipped"), 1e-12);
        EXPECT_NEAR(*found.standard_error, test::number(c, "se_tuned"), 1e-12);
      }
    }
    const PpiEstimate ours = ppi_mean({labels, judged, judged_only});
    // Ours differs little in value, and has the wider interval that the few labels call for.
    if (!ours.note.empty()) continue;
    const Value& tuned = *c.find("out")->find("tuned");
    EXPECT_NEAR(*ours.value, test::number(tuned, "est"), 0.5 * *ours.standard_error);
    EXPECT_GT(*ours.standard_error, 0.9 * test::number(c, "se_tuned"));
  }
}

TEST(Ppi, AFixedWeightIsTheTextbookFormula) {
  const Drawn data(40, 160, 3.0, 1);
  for (const auto& [weight, lambda] : {std::pair(JudgeWeight::kLabelsOnly, 0.0), std::pair(JudgeWeight::kFull, 1.0)}) {
    PpiOptions options;
    options.weight = weight;
    const PpiEstimate found = ppi_mean(data.view(), options);
    std::vector<double> errors = data.labels;
    for (std::size_t i = 0; i < errors.size(); ++i) errors[i] -= lambda * data.judged[i];
    EXPECT_NEAR(*found.value, mean(errors) + lambda * mean(data.judged_only), 1e-12);
    const double expected = variance(errors) / 40.0 + lambda * variance(data.judged_only) / 160.0;
    EXPECT_NEAR(*found.standard_error, std::sqrt(expected), 1e-12);
    EXPECT_EQ(found.df, 39.0);
    EXPECT_NEAR(*found.effective_labels, 40.0 * variance(data.labels) / 40.0 / expected, 1e-9);
  }
}

/// The weight without one label, from the definition.
double lambda_without(const Drawn& data, std::size_t left_out) {
  std::vector<double> y = data.labels, f = data.judged;
  y.erase(y.begin() + static_cast<std::ptrdiff_t>(left_out));
  f.erase(f.begin() + static_cast<std::ptrdiff_t>(left_out));
  double products = 0.0;
  for (std::size_t i = 0; i < y.size(); ++i) products += (y[i] - mean(y)) * (f[i] - mean(f));
  const double n = static_cast<double>(y.size());
  std::vector<double> all = f;
  all.insert(all.end(), data.judged_only.begin(), data.judged_only.end());
  const double rest = static_cast<double>(data.judged_only.size());
  return std::clamp(products / (n - 1.0) / ((1.0 + n / rest) * variance(all)), 0.0, 1.0);
}

TEST(Ppi, EachLabelsWeightIsFoundWithoutIt) {
  const Drawn data(25, 60, 6.0, 2);
  double value = 0.0, lambda = 0.0;
  std::vector<double> influence;
  for (std::size_t i = 0; i < 25; ++i) {
    const double one = lambda_without(data, i);
    value += (data.labels[i] - one * (data.judged[i] - mean(data.judged_only))) / 25.0;
    lambda += one / 25.0;
    influence.push_back(data.labels[i] - mean(data.labels) - one * (data.judged[i] - mean(data.judged)));
  }
  const PpiEstimate found = ppi_mean(data.view());
  EXPECT_NEAR(*found.value, value, 1e-12);
  EXPECT_NEAR(found.lambda, lambda, 1e-12);
  EXPECT_NEAR(*found.standard_error,
              std::sqrt(variance(influence) / 25.0 + lambda * lambda * variance(data.judged_only) / 60.0), 1e-12);
  EXPECT_EQ(found.df, 23.0);
  EXPECT_EQ(found.method, "ppi++");
  EXPECT_EQ(found.interval_method, "bootstrap_t");
  EXPECT_LT(found.interval->low, value);
  EXPECT_GT(found.interval->high, value);
}

TEST(Ppi, ManyLabelsHaveStudentsInterval) {
  const Drawn data(400, 4000, 2.0, 3);
  const PpiEstimate found = ppi_mean(data.view());
  EXPECT_EQ(found.interval_method, "t");
  EXPECT_NEAR(found.interval->high - *found.value, student_t_quantile(0.975, 398.0) * *found.standard_error, 1e-12);
  // A good judge is worth many labels, though never more than there are answers.
  EXPECT_GT(*found.effective_labels, 1000.0);
  EXPECT_LT(*found.effective_labels, 4400.0);
  EXPECT_LT(*found.p, 1e-6);
  // The bootstrap is about the same where it is not needed.
  const Drawn fewer(199, 4000, 2.0, 3);
  const PpiEstimate bootstrap = ppi_mean(fewer.view());
  EXPECT_EQ(bootstrap.interval_method, "bootstrap_t");
  EXPECT_NEAR(bootstrap.interval->high - bootstrap.interval->low, 2.0 * kQuantile * *bootstrap.standard_error,
              0.05 * *bootstrap.standard_error * 4.0);
}

TEST(Ppi, AJudgeThatDoesNotHelpIsNotUsed) {
  Drawn data(30, 50, 1.0, 4);
  // Without unlabelled answers.
  PpiEstimate found = ppi_mean({data.labels, data.judged});
  EXPECT_NEAR(*found.value, mean(data.labels), 1e-12);
  EXPECT_EQ(found.method, "classical");
  EXPECT_EQ(found.note, "there are no answers without a label, so the judge adds nothing");
  EXPECT_NEAR(*found.effective_labels, 30.0, 1e-9);
  // One that says the same of all.
  const std::vector<double> same(30, 2.0);
  found = ppi_mean({data.labels, same, data.judged_only});
  EXPECT_NEAR(*found.value, mean(data.labels), 1e-12);
  EXPECT_EQ(found.lambda, 0.0);
  EXPECT_EQ(found.correlation, std::nullopt);
  EXPECT_EQ(found.note, "the judge says the same of all labelled answers, so it adds nothing");
  // One that says the opposite gets no weight.
  for (double& v : data.judged) v = -v;
  found = ppi_mean(data.view());
  EXPECT_EQ(found.lambda, 0.0);
  EXPECT_NEAR(*found.value, mean(data.labels), 1e-12);
}

TEST(Ppi, AJudgeThatHardlyErredIsNotTrustedBlindly) {
  const Drawn data(30, 1000, 0.0, 4);
  const PpiEstimate never = ppi_mean({data.labels, data.labels, data.judged_only});
  EXPECT_EQ(never.method, "ppi++");
  EXPECT_EQ(never.interval_method, "t");
  EXPECT_NE(never.note.find("errs on 0 of 30 labels"), std::string::npos);
  // Two errors of the span of the labels, 4, of 30.
  EXPECT_GT(*never.standard_error, never.lambda * std::sqrt(2.0) * 4.0 / 30.0);
  // A fixed distance is no error.
  std::vector<double> shifted = data.labels, elsewhere = data.judged_only;
  for (double& v : shifted) v += 1.0 / 3.0;
  for (double& v : elsewhere) v += 1.0 / 3.0;
  const PpiEstimate biased = ppi_mean({data.labels, shifted, elsewhere});
  EXPECT_NEAR(*biased.value, *never.value, 1e-9);
  EXPECT_NEAR(*biased.standard_error, *never.standard_error, 1e-9);
  // From six errors on they speak for themselves.
  for (std::size_t i = 0; i < 6; ++i) shifted[i] -= 1.0;
  EXPECT_EQ(ppi_mean({data.labels, shifted, elsewhere}).note, "");
}

TEST(Ppi, RefusesWithAReason) {
  const std::vector<double> none, few = {1.0, 0.0, 1.0, 1.0}, same(20, 1.0), rest = {0.5, 0.2, 0.9, 0.4};
  EXPECT_EQ(ppi_mean({none, none, rest}).value, std::nullopt);
  EXPECT_EQ(ppi_mean({none, none, rest}).reason, "no answer has a label");
  const PpiEstimate short_of = ppi_mean({few, few, rest});
  EXPECT_TRUE(short_of.value);
  EXPECT_FALSE(short_of.interval);
  EXPECT_EQ(short_of.reason, "4 labels, fewer than 5");
  const PpiEstimate equal = ppi_mean({same, same, rest});
  EXPECT_FALSE(equal.interval);
  EXPECT_EQ(equal.reason, "all labels are equal");
  const Drawn data(40, 40, 1.0, 5, 6);
  EXPECT_EQ(ppi_mean(data.clustered()).reason, "6 clusters, fewer than 10: too few to see how clusters differ");
}

TEST(Ppi, ClustersOfOneAreNoClusters) {
  const Drawn data(30, 90, 3.0, 6);
  std::vector<std::uint32_t> own(30), others(90);
  for (std::uint32_t i = 0; i < 30; ++i) own[i] = i;
  for (std::uint32_t i = 0; i < 90; ++i) others[i] = 100 + i;
  const PpiEstimate plain = ppi_mean(data.view());
  const PpiEstimate found = ppi_mean({data.labels, data.judged, data.judged_only, own, others});
  EXPECT_EQ(found.method, "ppi++");
  EXPECT_EQ(*found.value, *plain.value);
  EXPECT_EQ(*found.standard_error, *plain.standard_error);
}

TEST(Ppi, RepeatedAnswersInAClusterAddNothing) {
  const Drawn data(30, 90, 3.0, 7);
  Drawn twice = data;
  twice.clusters.clear();
  twice.judged_only_clusters.clear();
  for (std::uint32_t copy = 0; copy < 2; ++copy) {
    for (std::uint32_t i = 0; i < 30; ++i) twice.clusters.push_back(i);
    for (std::uint32_t i = 0; i < 90; ++i) twice.judged_only_clusters.push_back(100 + i);
  }
  for (auto* list : {&twice.labels, &twice.judged, &twice.judged_only}) {
    const std::vector<double> once = *list;
    list->insert(list->end(), once.begin(), once.end());
  }
  for (const JudgeWeight weight : {JudgeWeight::kLabelsOnly, JudgeWeight::kFull}) {
    PpiOptions options;
    options.weight = weight;
    const PpiEstimate once = ppi_mean(data.view(), options);
    const PpiEstimate found = ppi_mean(twice.clustered(), options);
    EXPECT_EQ(found.method.substr(0, 8), "cluster_");
    EXPECT_NEAR(*found.value, *once.value, 1e-12);
    EXPECT_NEAR(*found.standard_error, *once.standard_error, 1e-12);
    EXPECT_EQ(found.df, once.df);
    EXPECT_NEAR(found.interval->low, once.interval->low, 1e-9);
  }
  const PpiEstimate tuned = ppi_mean(twice.clustered());
  EXPECT_NEAR(*tuned.standard_error, *ppi_mean(data.view()).standard_error, 0.1 * *tuned.standard_error);
}

TEST(Ppi, ClustersInBothPartsAreOneInfluence) {
  // Each cluster has labelled and unlabelled answers: with the full weight the influence of a cluster is one sum.
  const Drawn data(40, 120, 4.0, 8, 20);
  PpiOptions options;
  options.weight = JudgeWeight::kFull;
  const PpiEstimate found = ppi_mean(data.clustered(), options);
  std::vector<double> errors = data.labels;
  for (std::size_t i = 0; i < errors.size(); ++i) errors[i] -= data.judged[i];
  std::vector<double> sums(20, 0.0);
  for (std::size_t i = 0; i < 40; ++i) sums[i % 20] += (errors[i] - mean(errors)) / 40.0;
  for (std::size_t i = 0; i < 120; ++i) sums[(i + 40) % 20] += (data.judged_only[i] - mean(data.judged_only)) / 120.0;
  double squares = 0.0;
  for (const double v : sums) squares += v * v;
  EXPECT_NEAR(*found.standard_error, std::sqrt(20.0 / 19.0 * squares), 1e-12);
  EXPECT_EQ(found.method, "cluster_ppi");
  EXPECT_EQ(found.df, 19.0);
}

TEST(Ppi, EqualLabelProbabilitiesChangeLittle) {
  const Drawn data(60, 200, 3.0, 9);
  const std::vector<double> equal(60, 60.0 / 260.0);
  JudgedAnswers weighted = data.view();
  weighted.label_probabilities = equal;
  const PpiEstimate plain = ppi_mean(data.view());
  const PpiEstimate found = ppi_mean(weighted);
  EXPECT_EQ(found.method, "weighted_ppi++");
  EXPECT_NEAR(*found.value, *plain.value, 0.1 * *plain.standard_error);
  EXPECT_NEAR(*found.standard_error, *plain.standard_error, 0.1 * *plain.standard_error);
}

TEST(Ppi, UnequalLabelProbabilitiesAreMadeGood) {
  // High ratings are labelled three times as often; the mean must not rise for it.
  Draws draws(draw_base(10, "ppi_test"), 1);
  double off = 0.0, naive_off = 0.0;
  for (int round = 0; round < 200; ++round) {
    std::vector<double> labels, judged, judged_only, chances;
    for (int i = 0; i < 400; ++i) {
      const double label = std::floor(5.0 * draws.uniform());
      const double judge = label + 2.0 * draws.uniform();
      const double chance = label >= 3.0 ? 0.3 : 0.1;
      if (draws.uniform() < chance) {
        labels.push_back(label);
        judged.push_back(judge);
        chances.push_back(chance);
      } else {
        judged_only.push_back(judge);
      }
    }
    JudgedAnswers answers{labels, judged, judged_only};
    naive_off += *ppi_mean(answers).value - 2.0;
    answers.label_probabilities = chances;
    off += *ppi_mean(answers).value - 2.0;
  }
  EXPECT_NEAR(off / 200.0, 0.0, 0.02);
  EXPECT_GT(std::abs(naive_off / 200.0), 0.02);
}

TEST(Ppi, AnIntervalStaysInTheRange) {
  const std::vector<double> labels = {1, 1, 1, 1, 1, 1, 1, 1, 1, 0.5}, judged = {1, 1, 1, 1, 1, 1, 1, 0.5, 1, 1};
  const std::vector<double> rest(50, 1.0);
  PpiOptions options;
  EXPECT_GT(ppi_mean({labels, judged, rest}, options).interval->high, 1.0 - 1e-9);
  options.range = Interval{0.0, 1.0};
  const PpiEstimate found = ppi_mean({labels, judged, rest}, options);
  EXPECT_LE(found.interval->high, 1.0);
  EXPECT_GE(found.interval->low, 0.0);
}

TEST(Ppi, StrataOfOneAreThePlainMean) {
  const Drawn data(30, 100, 2.0, 11);
  const PpiEstimate plain = ppi_mean(data.view());
  const std::vector<PpiStratum> one = {{data.view(), 2.0}};
  const PpiEstimate found = ppi_stratified(one);
  EXPECT_NEAR(*found.value, *plain.value, 1e-12);
  EXPECT_NEAR(*found.standard_error, *plain.standard_error, 1e-12);
  EXPECT_NEAR(found.df, plain.df, 1e-9);
  EXPECT_NEAR(*found.effective_labels, *plain.effective_labels, 1e-9);
}

TEST(Ppi, StrataAddUpByTheirShares) {
  const Drawn first(30, 100, 2.0, 12), second(50, 80, 5.0, 13);
  const std::vector<PpiStratum> strata = {{first.view(), 3.0}, {second.view(), 1.0}};
  const PpiEstimate a = ppi_mean(first.view()), b = ppi_mean(second.view()), found = ppi_stratified(strata);
  EXPECT_NEAR(*found.value, 0.75 * *a.value + 0.25 * *b.value, 1e-12);
  const double va = std::pow(0.75 * *a.standard_error, 2), vb = std::pow(0.25 * *b.standard_error, 2);
  EXPECT_NEAR(*found.standard_error, std::sqrt(va + vb), 1e-12);
  EXPECT_NEAR(found.df, (va + vb) * (va + vb) / (va * va / 28.0 + vb * vb / 48.0), 1e-9);
  EXPECT_EQ(found.method, "stratified_ppi++");
  const std::vector<PpiStratum> with_a_poor_one = {{first.view(), 3.0}, {{}, 1.0}};
  EXPECT_EQ(ppi_stratified(with_a_poor_one).reason, "stratum 1: no answer has a label");
  EXPECT_EQ(ppi_stratified(with_a_poor_one).value, std::nullopt);
}

TEST(Ppi, PairsAreLabelledWhereBothSystemsAre) {
  const std::vector<PairedJudgement> items = {
      {1.0, 3.0, 2.0, 2.5}, {std::nullopt, 3.0, 1.0, 4.0}, {2.0, 2.0, std::nullopt, 1.0}, {{}, {}, 5.0, 4.0}};
  const PairedAnswers found = paired_answers(items);
  EXPECT_EQ(found.labels, std::vector<double>({2.0}));
  EXPECT_EQ(found.judged, std::vector<double>({0.5}));
  EXPECT_EQ(found.judged_only, std::vector<double>({3.0, -1.0}));
  EXPECT_EQ(found.judged_only_items, std::vector<std::size_t>({1, 3}));
  EXPECT_EQ(found.left_out, 1U);
}

}  // namespace
}  // namespace assay::metrics
