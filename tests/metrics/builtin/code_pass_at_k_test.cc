#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/metrics/scoring.h"

namespace assay::test {
namespace {

using ::testing::HasSubstr;

Scored judged(const std::string& written, const std::string& fields, int num_programs) {
  Sample sample = sample_with_targets({"check(f)"});
  sample.fields = json::parse(fields, "row");
  std::vector<Response> programs;
  for (int i = 0; i < num_programs; ++i) programs.push_back(completion("def f(): pass", i));
  return metric_of(written)->score(sample, programs);
}

std::string reason(const Scored& scored) {
  return scored.is_scored() ? "scored" : std::get<Unscored>(scored.row).reason;
}

TEST(CodePassAtK, WithoutVerdictsAProgramIsUnscoredAndNotWrong) {
  const Scored scored = judged("code_pass_at_k", "{}", 1);
  EXPECT_THAT(reason(scored), HasSubstr("needs a sandbox"));
  EXPECT_EQ(scored.value, std::nullopt);
}

TEST(CodePassAtK, IsTheUnbiasedEstimateOfItsPaper) {
  // 1 - C(n - c, k) / C(n, k), by hand.
  EXPECT_DOUBLE_EQ(*judged("code_pass_at_k", R"({"passed": true})", 1).value, 1.0);
  EXPECT_DOUBLE_EQ(*judged("code_pass_at_k", R"({"passed": [true, false, false, false]})", 4).value, 0.25);
  EXPECT_DOUBLE_EQ(*judged("code_pass_at_k:k=2", R"({"passed": [true, false, false, false]})", 4).value, 0.5);
  EXPECT_DOUBLE_EQ(*judged("code_pass_at_k:k=3", R"({"passed": [true, true, false, false, false]})", 5).value, 0.9);
  EXPECT_DOUBLE_EQ(*judged("code_pass_at_k:k=4", R"({"passed": [false, false, false, false]})", 4).value, 0.0);
}

TEST(CodePassAtK, VerdictsThatDoNotFitAreNamed) {
  EXPECT_THAT(reason(judged("code_pass_at_k", R"({"passed": [true]})", 2)), HasSubstr("1 verdicts on 2 programs"));
  EXPECT_THAT(reason(judged("code_pass_at_k", R"({"passed": ["yes"]})", 1)), HasSubstr("no list of true and false"));
  EXPECT_THAT(reason(judged("code_pass_at_k:k=2", R"({"passed": [true]})", 1)), HasSubstr("needs 2 programs"));
  EXPECT_THAT(reason(judged("code_pass_at_k:passed_field=ok", R"({"passed": [true]})", 1)), HasSubstr("'ok'"));
}

}  // namespace
}  // namespace assay::test
