#include <gtest/gtest.h>

#include "tests/metrics/scoring.h"

namespace assay::test {
namespace {

Response filtered_text(const std::string& text, bool fell_back, int epoch = 0) {
  Response response = completion(text, epoch);
  std::get<Completion>(response.body).fell_back = fell_back;
  return response;
}

TEST(ParseFailure, IsTheShareOfAnswersInWhichNothingWasFound) {
  const auto metric = metric_of("parse_failure");
  EXPECT_FALSE(metric->info().higher_is_better);
  const std::vector<Response> found = {filtered_text("7", false)};
  EXPECT_EQ(metric->score({}, found).value, 0.0);
  const std::vector<Response> two = {filtered_text("[invalid]", true), filtered_text("7", false, 1)};
  EXPECT_EQ(metric->score({}, two).value, 0.5);
}

TEST(ParseFailure, NeedsNoReferenceButAnAnswerInWords) {
  const auto metric = metric_of("parse_failure");
  const std::vector<Response> scores = {logprobs({-1.0})};
  EXPECT_FALSE(metric->score({}, scores).is_scored());
}

}  // namespace
}  // namespace assay::test
