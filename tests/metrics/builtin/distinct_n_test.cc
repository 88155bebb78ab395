#include <gtest/gtest.h>

#include "tests/metrics/scoring.h"

namespace assay::test {
namespace {

Scored score_answers(const std::string& metric, const std::vector<std::string>& answers) {
  std::vector<Response> epochs;
  for (const std::string& answer : answers) epochs.push_back(completion(answer, static_cast<int>(epochs.size())));
  return metric_of(metric)->score({}, epochs);
}

TEST(DistinctN, IsTheShareOfDifferentWords) {
  EXPECT_EQ(score_answers("distinct_n", {"a b a b"}).value, 0.5);
  EXPECT_EQ(score_answers("distinct_n", {"a b c"}).value, 1.0);
}

TEST(DistinctN, CountsOverAllEpochsButNotAcrossThem) {
  EXPECT_EQ(score_answers("distinct_n", {"a b", "b a"}).value, 0.5);
  EXPECT_EQ(score_answers("distinct_n:n=2", {"a b", "b a"}).value, 1.0);
  EXPECT_EQ(score_answers("distinct_n:n=2", {"a b c", "a b d"}).value, 0.75);
}

TEST(DistinctN, RowIsOneNumberASample) {
  const Scored scored = score_answers("distinct_n", {"a a", "a b"});
  EXPECT_EQ(std::get<StatsRow>(scored.row), (StatsRow{0.5}));
  EXPECT_EQ(scored.detail, "2 different of 4");
}

TEST(DistinctN, CaseCountsUnlessLowered) {
  EXPECT_EQ(score_answers("distinct_n", {"A a"}).value, 1.0);
  EXPECT_EQ(score_answers("distinct_n:lowercase=true", {"A a"}).value, 0.5);
}

TEST(DistinctN, AnswersThatAreTooShortAreUnscored) {
  EXPECT_EQ(unscored_reason(score_answers("distinct_n", {" "})), "no answer has 1 word");
  EXPECT_EQ(unscored_reason(score_answers("distinct_n:n=3", {"a b", "c d"})), "no answer has 3 words");
  EXPECT_EQ(score_answers("distinct_n:n=3", {"a b", "c d e"}).value, 1.0);
}

TEST(DistinctN, RefusesAnOrderOfNothing) {
  EXPECT_THROW(metric_of("distinct_n:n=0"), Error);
  EXPECT_EQ(metric_of("distinct_n:n=2")->signature(), "n:2|case:mixed");
}

}  // namespace
}  // namespace assay::test
