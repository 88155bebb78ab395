#include "harness/store/answer_usage.h"

#include <gtest/gtest.h>

#include "tests/harness/store/example_run.h"

namespace assay::store::test {
namespace {

struct AnswerUsageTest : testing::Test {
  assay::test::TempFolder folder;
  Store store_ = Store::open(folder.path() + "/a.db");
  std::string run_ = begin_example(store_, 3);

  void put(const std::string& sample, int epoch, const Response& response, const std::string& role = "answer") {
    RunWriter writer(store_, run_);
    const Request request = generate_request(sample, epoch);
    writer.put_response({"m", "t", role, ""}, request, key_of(request) + role, response);
  }
};

Response priced(double cost) {
  Response response = completion("x");
  response.usage.cost = cost;
  return response;
}

TEST_F(AnswerUsageTest, SumsAnswersBySampleAndLeavesOutJudgesAndFailures) {
  put("s0", 0, priced(0.5));
  put("s0", 1, priced(0.25));
  put("s1", 0, priced(1.0));
  put("s2", 0, failure());
  put("s0", 0, completion("verdict"), "rubric");
  const AnswerUsage usage = answer_usage(store_, run_);
  EXPECT_EQ(usage.samples, 2);
  EXPECT_EQ(usage.answers, 3);
  EXPECT_EQ(usage.completion_tokens, 9);
  EXPECT_DOUBLE_EQ(usage.seconds, 0.75);
  EXPECT_DOUBLE_EQ(*usage.cost, 1.75);
}

TEST_F(AnswerUsageTest, ACostThatIsNotKnownForEveryAnswerIsNone) {
  put("s0", 0, priced(0.5));
  put("s1", 0, completion("free"));
  EXPECT_FALSE(answer_usage(store_, run_).cost);
}

TEST_F(AnswerUsageTest, ARunWithoutAnswersTookNothing) {
  const AnswerUsage usage = answer_usage(store_, run_);
  EXPECT_EQ(usage.samples, 0);
  EXPECT_EQ(usage.answers, 0);
  EXPECT_FALSE(usage.cost);
}

}  // namespace
}  // namespace assay::store::test
