#include "metrics/registry.h"

#include <gtest/gtest.h>

#include <set>

#include "tests/metrics/scoring.h"

namespace assay::metrics {
namespace {

TEST(MetricRegistry, ServesEveryNameOnce) {
  std::set<std::string_view> names;
  for (const MetricDef* def : builtin::all_metrics())
    for (const MetricInfo& info : def->metrics) EXPECT_TRUE(names.insert(info.name).second) << info.name;
  for (const char* name : {"exact_match", "token_f1", "acc", "acc_norm", "acc_bytes", "bleu", "chrf", "ter", "rouge_1",
                           "rouge_2", "rouge_3", "rouge_9", "rouge_l", "rouge_lsum", "pass_at_k", "pass_hat_k", "maj_at_k",
                           "at_least_k", "acc_tokens", "acc_mutual_info", "brier", "ece", "choice_nll", "token_perplexity",
                           "word_perplexity", "byte_perplexity", "bits_per_byte", "perplexity", "f1", "precision", "recall",
                           "mcc", "cohen_kappa", "balanced_accuracy", "auroc", "average_precision", "latency",
                           "first_token_latency", "tokens_per_second", "cost"})
    EXPECT_EQ(names.count(name), 1U) << name;
}

TEST(MetricRegistry, EveryMetricMakesItselfAndIsUndefinedWithoutRows) {
  for (const MetricDef* def : builtin::all_metrics()) {
    EXPECT_FALSE(def->source.empty());
    for (const MetricInfo& info : def->metrics) {
      const auto metric = test::metric_of(info.name);
      EXPECT_EQ(metric->info().name, info.name);
      EXPECT_FALSE(info.summary.empty());
      EXPECT_EQ(metric->value({}), std::nullopt) << info.name;
    }
  }
}

TEST(MetricRegistry, ThePageOnMetricsNamesEveryOne) {
  const std::string page = test::read_file(test::test_data("../docs/metrics.md"));
  for (const MetricDef* def : builtin::all_metrics())
    for (const MetricInfo& info : def->metrics)
      EXPECT_NE(page.find("`" + std::string(info.name) + "`"), page.npos) << info.name;
}

}  // namespace
}  // namespace assay::metrics
