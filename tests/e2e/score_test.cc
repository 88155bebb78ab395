// assay score, as a person types it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/core.h>

#include "harness/core/json.h"
#include "tests/support/process.h"
#include "tests/support/shared.h"

namespace assay {
namespace {

using test::ProcessOptions;
using test::ProcessResult;
using testing::HasSubstr;

class ScoreE2e : public testing::Test {
 protected:
  ProcessResult score(const std::string& rows, std::vector<std::string> more) const {
    std::vector<std::string> command = {test::assay_program(), "score", folder_.write("rows.jsonl", rows)};
    command.insert(command.end(), more.begin(), more.end());
    ProcessOptions options;
    options.folder = folder_.path();
    return test::run_process(command, options);
  }

  Value metric(const std::string& rows, const std::string& written, const std::vector<std::string>& more = {}) const {
    std::vector<std::string> arguments = {"--metrics", written, "--format", "json"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const ProcessResult result = score(rows, arguments);
    EXPECT_EQ(result.exit_code, 0) << result.err;
    return json::parse(result.out, "score").find("metrics")->as_array().at(0);
  }

  test::TempFolder folder_;
};

TEST_F(ScoreE2e, ClustersWidenTheIntervalOfRowsThatBelongTogether) {
  std::string rows;
  for (int i = 0; i < 60; ++i)
    rows += fmt::format("{{\"prediction\": \"{}\", \"references\": \"a\", \"passage\": {}}}\n",
                        i / 3 % 2 == 0 ? "a" : "b", i / 3);
  const Value plain = metric(rows, "exact_match");
  const Value clustered = metric(rows, "exact_match", {"--clusters", "passage"});
  EXPECT_EQ(clustered.find("value")->as_double(), plain.find("value")->as_double());
  EXPECT_THAT(clustered.find("method")->as_string(), HasSubstr("cluster"));
  EXPECT_GT(clustered.find("high")->as_double(), plain.find("high")->as_double());
  const ProcessResult unknown = score(rows, {"--metrics", "exact_match", "--clusters", "pasage"});
  EXPECT_EQ(unknown.exit_code, 2);
  EXPECT_THAT(unknown.err, HasSubstr("no field 'pasage'"));
}

TEST_F(ScoreE2e, SaysWhyNoSampleCouldBeScored) {
  const ProcessResult result =
      score("{\"prediction\": \"a\"}\n{\"prediction\": \"b\"}\n", {"--metrics", "exact_match,latency"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(
      result.err,
      HasSubstr("exact_match: none of 2 samples could be scored; the most frequent reason (2 of 2): no reference"));
  EXPECT_THAT(
      result.err,
      HasSubstr(
          "latency: none of 2 samples could be scored; the most frequent reason (2 of 2): the time is not known"));
  EXPECT_EQ(
      score("{\"prediction\": \"a\"}\n{\"prediction\": \"b\", \"references\": \"b\"}\n", {"--metrics", "exact_match"})
          .exit_code,
      0);
}

TEST_F(ScoreE2e, ReadsEveryKindOfRow) {
  EXPECT_NEAR(metric("{\"text\": \"a b\", \"logprob\": -3, \"num_tokens\": 3}\n", "token_perplexity")
                  .find("value")
                  ->as_double(),
              2.718281828459045, 1e-12);
  const std::string choices =
      "{\"choices\": [\"a\", \"b\"], \"logprobs\": [-1, -2], \"target\": 1, \"num_tokens\": [1, 4], "
      "\"logprobs_unconditional\": [-1, -5]}\n";
  for (const char* name : {"acc_tokens", "acc_mutual_info"})
    EXPECT_EQ(metric(choices, name).find("value")->as_double(), 1.0) << name;
  EXPECT_EQ(metric(choices, "acc").find("value")->as_double(), 0.0);
  const std::string timed =
      "{\"prediction\": [\"a\", \"b\"], \"references\": \"a\", \"seconds\": [1, 3], \"completion_tokens\": [5, 7]}\n";
  EXPECT_EQ(metric(timed, "tokens_per_second").find("value")->as_double(), 3.0);
  EXPECT_EQ(metric(timed, "pass_at_k:k=2").find("value")->as_double(), 1.0);
  EXPECT_EQ(metric("{\"prediction\": \"x\", \"references\": \"1\", \"score\": 0.9}\n{\"prediction\": \"x\", "
                   "\"references\": \"0\", "
                   "\"score\": 0.2}\n",
                   "auroc")
                .find("value")
                ->as_double(),
            1.0);
}

}  // namespace
}  // namespace assay
