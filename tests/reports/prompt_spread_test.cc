#include "reports/prompt_spread.h"

#include <gtest/gtest.h>

#include <cmath>

namespace assay::reports {
namespace {

ResultRow row(const std::string& task, std::optional<double> value, const std::string& metric = "acc") {
  ResultRow out;
  out.model = "m";
  out.task = task;
  out.metric = metric;
  out.estimate.value = value;
  return out;
}

TEST(PromptSpread, IsOverTheVariantsOfATask) {
  const std::vector<ResultRow> rows = {row("t[a]", 0.2), row("t[a]", 0.9, "f1"), row("t[b]", 0.5),
                                       row("u", 0.1),    row("t[c]", 0.8),       row("t[b]", 0.7, "f1")};
  const auto spreads = prompt_spreads(rows);
  ASSERT_EQ(spreads.size(), 2u);
  EXPECT_EQ(spreads[0].task, "t");
  EXPECT_EQ(spreads[0].prompts, 3u);
  EXPECT_NEAR(spreads[0].mean, 0.5, 1e-12);
  EXPECT_NEAR(spreads[0].deviation, 0.3, 1e-12);
  EXPECT_EQ(spreads[0].worst, "a");
  EXPECT_EQ(spreads[0].best, "c");
  EXPECT_EQ(spreads[1].metric, "f1");
  EXPECT_NEAR(spreads[1].deviation, std::sqrt(0.02), 1e-12);
}

TEST(PromptSpread, OneNumberHasNone) {
  const std::vector<ResultRow> rows = {row("t[a]", 0.2), row("t[b]", std::nullopt), row("u[a]", 0.2)};
  EXPECT_TRUE(prompt_spreads(rows).empty());
  EXPECT_TRUE(prompt_spreads({}).empty());
}

}  // namespace
}  // namespace assay::reports
