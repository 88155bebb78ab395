#include "metrics/stats/score_order.h"

#include <gtest/gtest.h>

#include <vector>

namespace assay::metrics {
namespace {

TEST(ScoreOrder, RowsAscendByTheColumn) {
  const std::vector<double> data = {3.0, 0.0, 1.0, 9.0, 2.0, 5.0};
  const auto by_first = rows_in_order({data, 2, {}}, 0);
  EXPECT_EQ(std::vector<std::uint32_t>(by_first.begin(), by_first.end()), (std::vector<std::uint32_t>{1, 2, 0}));
  const auto by_second = rows_in_order({data, 2, {}}, 1);
  EXPECT_EQ(std::vector<std::uint32_t>(by_second.begin(), by_second.end()), (std::vector<std::uint32_t>{0, 2, 1}));
}

TEST(ScoreOrder, AnOrderOfOtherRowsIsNotTakenOver) {
  std::vector<double> data = {1.0, 2.0, 3.0};
  rows_in_order({data, 1, {}}, 0);
  data = {3.0, 1.0, 2.0};
  const auto order = rows_in_order({data, 1, {}}, 0);
  EXPECT_EQ(std::vector<std::uint32_t>(order.begin(), order.end()), (std::vector<std::uint32_t>{1, 2, 0}));
  data.push_back(0.0);
  EXPECT_EQ(rows_in_order({data, 1, {}}, 0)[0], 3U);
  EXPECT_TRUE(rows_in_order({}, 0).empty());
}

}  // namespace
}  // namespace assay::metrics
