#include "metrics/text/assignment.h"

#include <gtest/gtest.h>

#include <set>

#include "tests/metrics/scoring.h"

namespace assay::metrics {
namespace {

TEST(BestAssignment, GreedyChoiceIsNotAlwaysBest) {
  // Taking 0.9 first would leave 0.0.
  const std::vector<double> scores = {0.9, 0.8, 0.8, 0.0};
  EXPECT_EQ(best_assignment(scores, 2, 2), (std::vector<std::ptrdiff_t>{1, 0}));
}

TEST(BestAssignment, LeavesTheWorseRowsOfATallTableAlone) {
  EXPECT_EQ(best_assignment(std::vector<double>{0.1, 0.7, 0.3}, 3, 1), (std::vector<std::ptrdiff_t>{-1, 0, -1}));
  EXPECT_EQ(best_assignment({}, 2, 0), (std::vector<std::ptrdiff_t>{-1, -1}));
  EXPECT_TRUE(best_assignment({}, 0, 0).empty());
}

TEST(BestAssignment, SumsEqualThoseOfScipy) {
  const Value golden = test::read_json(test::test_data("golden/metrics/drop.json"));
  ASSERT_GE(golden.find("assignments")->size(), 40U);
  for (const Value& c : golden.find("assignments")->as_array()) {
    const auto rows = static_cast<std::size_t>(c.as_array()[0].as_int());
    const auto columns = static_cast<std::size_t>(c.as_array()[1].as_int());
    std::vector<double> scores;
    for (const Value& score : c.as_array()[2].as_array()) scores.push_back(score.as_double());
    const std::vector<std::ptrdiff_t> assigned = best_assignment(scores, rows, columns);
    std::set<std::ptrdiff_t> used;
    double sum = 0.0;
    for (std::size_t r = 0; r < rows; ++r) {
      if (assigned[r] < 0) continue;
      EXPECT_TRUE(used.insert(assigned[r]).second);
      sum += scores[r * columns + static_cast<std::size_t>(assigned[r])];
    }
    EXPECT_EQ(used.size(), std::min(rows, columns));
    EXPECT_NEAR(sum, c.as_array()[3].as_double(), 1e-9 * std::max(1.0, std::abs(sum)));
  }
}

}  // namespace
}  // namespace assay::metrics
