#include "metrics/stats/within_item.h"

#include <gtest/gtest.h>

#include <map>

#include "metrics/stats/correlation.h"
#include "tests/metrics/stats/summeval.h"

namespace assay::metrics {
namespace {

TEST(WithinItem, SummaryLevelCorrelationsEqualTheReferenceVectors) {
  ASSAY_SHARED_OR_SKIP(path, "vectors/stats.json");
  ASSAY_SHARED_OR_SKIP(csv, "vectors/summeval_human.csv");
  const Value vectors = test::read_vectors(path);
  const test::SummEval data(csv);
  std::vector<std::uint32_t> items;
  std::map<std::string, std::uint32_t> numbers;
  for (const std::string& key : data.keys(0))
    items.push_back(numbers.try_emplace(key, static_cast<std::uint32_t>(numbers.size())).first->second);
  BootstrapOptions options;
  options.replicates = 200;
  for (const auto& [name, expected] : vectors.find("summeval_meta_eval")->as_object()) {
    SCOPED_TRACE(name);
    const auto x = data.column("", name.substr(0, name.find('~'))),
               y = data.column("", name.substr(name.find('~') + 1));
    const WithinItem found = within_item_correlation(x, y, items, spearman, options);
    EXPECT_NEAR(*found.mean, test::number(*expected.find("summary_level_mean"), "spearman"), 1e-9);
    EXPECT_EQ(static_cast<double>(found.used), test::number(expected, "docs_used"));
    EXPECT_EQ(static_cast<double>(found.skipped_constant), test::number(expected, "docs_skipped_constant"));
    EXPECT_LT(found.bootstrap.interval->low, *found.mean);
    EXPECT_GT(found.bootstrap.interval->high, *found.mean);
    EXPECT_NEAR(*within_item_correlation(x, y, items, kendall_tau_b, options).mean,
                test::number(*expected.find("summary_level_mean"), "kendall_b"), 1e-9);
  }
}

TEST(WithinItem, ConstantAndSingleItemsAreCountedApart) {
  const std::vector<double> x = {1, 2, 3, 5, 5, 4, 1, 3}, y = {2, 4, 6, 1, 2, 9, 3, 1};
  const std::vector<std::uint32_t> items = {7, 7, 7, 8, 8, 9, 10, 10};
  const WithinItem found = within_item_correlation(x, y, items, pearson);
  EXPECT_EQ(found.used, 2U);
  EXPECT_EQ(found.skipped_constant, 1U);
  EXPECT_EQ(found.skipped_single, 1U);
  EXPECT_NEAR(*found.mean, 0.0, 1e-12);
  const WithinItem none = within_item_correlation(std::vector<double>{1.0}, std::vector<double>{1.0},
                                                  std::vector<std::uint32_t>{0}, pearson);
  EXPECT_EQ(none.mean, std::nullopt);
  EXPECT_EQ(none.bootstrap.reason, "no item has two answers whose ratings differ");
}

}  // namespace
}  // namespace assay::metrics
