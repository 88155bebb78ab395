#include "raters/calibrate/judge_agreement.h"

#include <gtest/gtest.h>

#include <cmath>

#include "metrics/stats/correlation.h"
#include "tests/metrics/stats/vectors.h"

namespace assay::raters {
namespace {

metrics::BootstrapOptions quick() {
  metrics::BootstrapOptions options;
  options.replicates = 100;
  return options;
}

/// A judge that agrees on two of three items; the last two are not rated by both.
struct Labels {
  std::vector<std::optional<double>> judge, people;

  explicit Labels(std::size_t n) {
    for (std::size_t i = 0; i < n; ++i) {
      people.push_back(static_cast<double>(i % 2));
      judge.push_back(i % 3 == 0 ? 1.0 - *people.back() : *people.back());
    }
    people.insert(people.end(), {std::nullopt, 1.0});
    judge.insert(judge.end(), {1.0, std::nullopt});
  }
};

TEST(JudgeAgreement, HasEveryStatisticOfTheScaleWithItsInterval) {
  const Labels data(60);
  const auto names = [&](LabelScale scale) {
    std::string all;
    for (const AgreementNumber& number : judge_agreement({data.judge, data.people, {}, scale}, quick())) {
      all += number.name + " ";
      EXPECT_TRUE(number.value) << number.name << number.reason;
      EXPECT_TRUE(number.interval) << number.name << number.reason;
      if (number.interval) {
        EXPECT_LE(number.interval->low, *number.value) << number.name;
        EXPECT_GE(number.interval->high, *number.value) << number.name;
        EXPECT_LE(number.interval->high, 1.0);
      }
    }
    return all;
  };
  EXPECT_EQ(names(LabelScale::kNominal),
            "agreement kappa ac1 pabak balanced_accuracy precision:0 recall:0 precision:1 recall:1 alpha ");
  EXPECT_EQ(
      names(LabelScale::kOrdinal),
      "agreement kappa kappa_linear kappa_quadratic ac1 pabak balanced_accuracy alpha pearson spearman kendall_tau_b "
      "kendall_tau_c ");
  EXPECT_EQ(names(LabelScale::kBinary),
            "agreement kappa kappa_linear kappa_quadratic ac1 pabak balanced_accuracy precision:0 recall:0 precision:1 "
            "recall:1 alpha pearson spearman kendall_tau_b kendall_tau_c auroc ");
  const auto numbers = judge_agreement({data.judge, data.people, {}, LabelScale::kBinary}, quick());
  EXPECT_NEAR(*find_number(numbers, "agreement")->value, 2.0 / 3.0, 1e-12);
  EXPECT_NEAR(*find_number(numbers, "pabak")->value, 1.0 / 3.0, 1e-12);
  EXPECT_NEAR(*find_number(numbers, "auroc")->value, 2.0 / 3.0, 1e-12);
  EXPECT_EQ(find_number(numbers, "bleu"), nullptr);
}

TEST(JudgeAgreement, ScoresThatAreNoLabelsHaveNoKappa) {
  const Labels labels(40);
  std::vector<std::optional<double>> scores = labels.judge;
  for (std::size_t i = 0; i < scores.size(); ++i)
    if (scores[i]) *scores[i] += 0.01 * static_cast<double>(i);
  const auto numbers = judge_agreement({scores, labels.people, {}, LabelScale::kBinary}, quick());
  EXPECT_EQ(find_number(numbers, "kappa"), nullptr);
  EXPECT_NE(find_number(numbers, "auroc"), nullptr);
  EXPECT_NE(find_number(numbers, "spearman"), nullptr);
}

TEST(JudgeAgreement, ManyDifferentScoresAreCorrelatedRowByRow) {
  std::vector<std::optional<double>> judge, people;
  std::vector<double> x, y;
  for (int i = 0; i < 200; ++i) {
    x.push_back(i * 37 % 101 + 0.001 * i);
    y.push_back(i * 37 % 101 / 20);
    judge.push_back(x.back());
    people.push_back(y.back());
  }
  const auto numbers = judge_agreement({judge, people, {}, LabelScale::kOrdinal}, quick());
  EXPECT_EQ(*find_number(numbers, "spearman")->value, *metrics::spearman(x, y));
  EXPECT_EQ(*find_number(numbers, "kendall_tau_c")->value, *metrics::kendall_tau_c(x, y));
  EXPECT_TRUE(find_number(numbers, "spearman")->interval);
  // Alpha would need the square of their number.
  EXPECT_EQ(find_number(numbers, "alpha"), nullptr);
  EXPECT_EQ(find_number(numbers, "kappa"), nullptr);
}

TEST(JudgeAgreement, EqualsTheReferenceVectorsOfSummEval) {
  ASSAY_SHARED_OR_SKIP(path, "vectors/alt_test_and_agreement.json");
  ASSAY_SHARED_OR_SKIP(csv, "vectors/summeval_expert3_llm6.csv.gz");
  const Value vectors = test::read_vectors(path);
  std::vector<std::optional<double>> judge, people, first;
  for (const auto& line : test::read_csv(csv)) {
    if (line[2] != "coherence") continue;
    judge.push_back(line[6].empty() ? std::nullopt : std::optional(std::stod(line[6])));
    people.push_back((std::stod(line[3]) + std::stod(line[4]) + std::stod(line[5])) / 3.0);
    first.push_back(std::stod(line[3]));
  }
  metrics::BootstrapOptions few;
  few.replicates = 20;
  const Value& expected = *vectors.find("results")->find("summeval")->find("coherence")->find("gpt-4o");
  const auto numbers = judge_agreement({judge, people, {}, LabelScale::kInterval}, few);
  EXPECT_NEAR(*find_number(numbers, "pearson")->value, test::number(expected, "pearson"), 1e-9);
  EXPECT_NEAR(*find_number(numbers, "spearman")->value, test::number(expected, "spearman"), 1e-9);
  EXPECT_NEAR(*find_number(numbers, "kendall_tau_b")->value, test::number(expected, "kendall_b"), 1e-9);
  const auto of_first = judge_agreement({judge, first, {}, LabelScale::kOrdinal}, few);
  EXPECT_NEAR(*find_number(of_first, "kappa_quadratic")->value, test::numbers(expected, "qwk_vs_each_expert")[0], 1e-9);
}

TEST(JudgeAgreement, WhatIsUndefinedSaysWhy) {
  const std::vector<std::optional<double>> ones(20, 1.0), none(20);
  for (const AgreementNumber& number : judge_agreement({ones, ones, {}, LabelScale::kOrdinal}, quick())) {
    if (number.value) continue;
    EXPECT_NE(number.reason, "") << number.name;
  }
  const auto constant = judge_agreement({ones, ones, {}, LabelScale::kOrdinal}, quick());
  EXPECT_EQ(find_number(constant, "spearman")->reason, "the judge's ratings or people's are all equal");
  EXPECT_EQ(find_number(constant, "kappa")->value, std::nullopt);
  EXPECT_EQ(*find_number(constant, "agreement")->value, 1.0);
  const auto unrated = judge_agreement({none, ones, {}, LabelScale::kOrdinal}, quick());
  EXPECT_EQ(find_number(unrated, "spearman")->reason, "no item was rated by both");
}

TEST(JudgeAgreement, ClustersMakeIntervalsWider) {
  std::vector<std::optional<double>> judge, people;
  std::vector<std::uint32_t> clusters;
  for (std::uint32_t i = 0; i < 240; ++i) {
    const std::uint32_t item = i / 8;
    people.push_back(static_cast<double>(item * 7 % 3));
    judge.push_back(item % 4 == 0 ? static_cast<double>((item + 1) % 3) : *people.back());
    clusters.push_back(item);
  }
  const auto width = [](const std::vector<AgreementNumber>& numbers) {
    const AgreementNumber& kappa = *find_number(numbers, "kappa");
    return kappa.interval->high - kappa.interval->low;
  };
  EXPECT_GT(width(judge_agreement({judge, people, clusters, LabelScale::kNominal}, quick())),
            1.5 * width(judge_agreement({judge, people, {}, LabelScale::kNominal}, quick())));
}

TEST(JudgeAgreement, ConfusionCountsWhatTheJudgeDidNotRate) {
  const std::vector<std::optional<double>> judge = {1.0, 2.0, std::nullopt, 2.0, 3.0},
                                           people = {1.0, 1.0, 1.0, 2.0, std::nullopt};
  const Confusion found = confusion(judge, people);
  EXPECT_EQ(found.labels, std::vector<double>({1.0, 2.0}));
  EXPECT_EQ(found.count(0, 0), 1U);
  EXPECT_EQ(found.count(0, 1), 1U);
  EXPECT_EQ(found.count(1, 1), 1U);
  EXPECT_EQ(found.unrated_by, std::vector<std::size_t>({1, 0}));
  const AgreementBounds bounds = *agreement_bounds(judge, people);
  EXPECT_EQ(bounds.low, 0.5);
  EXPECT_EQ(bounds.high, 0.75);
  EXPECT_FALSE(agreement_bounds(judge, std::vector<std::optional<double>>(5)));
}

}  // namespace
}  // namespace assay::raters
