#include <gtest/gtest.h>

#include "tests/metrics/scoring.h"

namespace assay::test {
namespace {

// With filters it is counted by what runs them: see tests/harness/run/filtered_metric_test.cc.
TEST(ParseFailure, IsNoneWithoutFilters) {
  const auto metric = metric_of("parse_failure");
  EXPECT_FALSE(metric->info().higher_is_better);
  const std::vector<Response> two = {completion("[invalid]"), completion("7", 1)};
  EXPECT_EQ(metric->score({}, two).value, 0.0);
}

TEST(ParseFailure, NeedsNoReferenceButAnAnswerInWords) {
  const auto metric = metric_of("parse_failure");
  const std::vector<Response> scores = {logprobs({-1.0})};
  EXPECT_FALSE(metric->score({}, scores).is_scored());
}

}  // namespace
}  // namespace assay::test
