#include "harness/run/context_limit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "datasets/registry.h"
#include "harness/core/registry.h"
#include "metrics/registry.h"
#include "tests/support/shared.h"

namespace assay::run {
namespace {

using testing::HasSubstr;

const Prompt& prompt_of(const Request& request) {
  const auto* generate = std::get_if<Generate>(&request.body);
  return generate != nullptr ? generate->prompt : std::get<Loglikelihood>(request.body).context;
}

// A token is a byte.
ContextLimit bytes(std::int64_t max_tokens) {
  return {max_tokens, [](const Request& request) -> std::optional<std::int64_t> {
            return static_cast<std::int64_t>(to_plain_text(prompt_of(request)).size());
          }};
}

class ContextLimitTest : public testing::Test {
 protected:
  OpenTask open(int shots, const std::string& more = "") {
    folder_.write("rows.jsonl", "{\"q\": \"one\", \"a\": \"1\"}\n");
    std::string pool;
    for (int i = 0; i < 8; ++i) pool += "{\"q\": \"pool" + std::to_string(i) + "\", \"a\": \"x\"}\n";
    folder_.write("pool.jsonl", pool);
    const std::string file =
        folder_.write("t.yaml",
                      "task: t\ndataset_path: json\ndataset_kwargs: {data_files: {test: rows.jsonl, train: "
                      "pool.jsonl}}\ntest_split: test\n"
                      "training_split: train\ndoc_to_text: q\ndoc_to_target: a\ngeneration_kwargs: {max_gen_toks: 4}\n" +
                          more);
    TaskEntry entry;
    entry.task = file;
    entry.num_fewshot = shots;
    return std::move(open_tasks({}, entry, datasets::builtin::all_readers(), metrics::builtin::all_metrics()).front());
  }
  static std::string text(const std::vector<Request>& requests) { return prompt_of(requests.at(0)).text; }

  test::TempFolder folder_;
};

// An example is "poolN x\n\n", 9 bytes; the question 3, the answer at most 4.
TEST_F(ContextLimitTest, WholeExamplesAreLeftOutUntilTheRestFits) {
  const OpenTask task = open(5);
  const Sample sample = task.set.read(0, 1)[0];
  const std::string whole = text(plan(task, sample, {}));
  ASSERT_EQ(whole.size(), 5u * 9u + 3u);
  for (const auto& [limit, kept] :
       std::vector<std::pair<std::int64_t, int>>{{52, 5}, {51, 4}, {43, 4}, {42, 3}, {25, 2}, {16, 1}, {15, 0}, {7, 0}}) {
    const FittedPlan fitted = plan_within(task, sample, {}, bytes(limit));
    EXPECT_EQ(fitted.dropped, 5 - kept) << limit;
    EXPECT_FALSE(fitted.too_long) << limit;
    const std::string prompt = text(fitted.requests);
    EXPECT_EQ(prompt, whole.substr(0, static_cast<std::size_t>(kept) * 9) + "one") << limit;
    // It is the prompt of a run with fewer examples.
    EXPECT_EQ(canonical_body(fitted.requests[0]), canonical_body(plan(task, sample, {}, kept)[0]));
  }
}

TEST_F(ContextLimitTest, WhatDoesNotFitWithoutExamplesIsAFailureWithNumbers) {
  const OpenTask task = open(2);
  const Sample sample = task.set.read(0, 1)[0];
  EXPECT_FALSE(plan_within(task, sample, {}, bytes(4)).too_long);  // one token of an answer is an answer
  const FittedPlan fitted = plan_within(task, sample, {}, bytes(3));
  ASSERT_TRUE(fitted.too_long);
  EXPECT_EQ(fitted.too_long->kind, FailureKind::kContextTooLong);
  EXPECT_THAT(fitted.too_long->message, testing::AllOf(HasSubstr("has 3 tokens"), HasSubstr("3 is the limit")));
  EXPECT_EQ(fitted.dropped, 2);
}

class CountingBackend : public Backend {
 public:
  const BackendInfo& info() const override { return info_; }
  void run(std::span<const Request> requests, ResponseSink& sink, std::stop_token) override {
    for (const Request& request : requests) sink.put({request.id, Completion{"asked", FinishReason::kStop, {}}, {}, {}});
  }
  BackendInfo info_;
};

TEST_F(ContextLimitTest, TheLimitIsTheSmallerOfTheModelsAndTheStatedOne) {
  CountingBackend backend;
  OpenTask task = open(0);
  EXPECT_FALSE(context_limit(task, backend));
  backend.info_.context_length = 100;
  backend.info_.counts_tokens = true;
  EXPECT_EQ(context_limit(task, backend)->max_tokens, 100);
  task.max_context_tokens = 60;
  EXPECT_EQ(context_limit(task, backend)->max_tokens, 60);
  task.max_context_tokens = 600;
  EXPECT_EQ(context_limit(task, backend)->max_tokens, 100);
  backend.info_.context_length.reset();
  EXPECT_EQ(context_limit(task, backend)->max_tokens, 600);
  backend.info_.counts_tokens = false;
  EXPECT_THROW(context_limit(task, backend), Error);
}

TEST_F(ContextLimitTest, PromptsOfLmEvalAreNotMadeToFitUnlessALimitIsStated) {
  CountingBackend backend;
  backend.info_.context_length = 100;
  backend.info_.counts_tokens = true;
  OpenTask task = open(0);
  task.like_lm_eval = true;
  EXPECT_FALSE(context_limit(task, backend));
  task.max_context_tokens = 50;
  EXPECT_EQ(context_limit(task, backend)->max_tokens, 50);
}

TEST_F(ContextLimitTest, TheTaskFileMayStateTheLimit) {
  EXPECT_EQ(open(0, "max_context_tokens: 512\n").max_context_tokens, 512);
  EXPECT_NE(open(0, "max_context_tokens: 512\n").fingerprint(), open(0).fingerprint());
}

class Kept : public ResponseSink {
 public:
  void put(Response response) override { responses.push_back(std::move(response)); }
  std::vector<Response> responses;
};

TEST(RefusingBackend, AnswersWhatIsRefusedItselfAndAsksTheRest) {
  CountingBackend inner;
  const Request asked{{"a", 0, 0}, Generate{{"x", {}}, {}}}, refused{{"b", 0, 0}, Generate{{"y", {}}, {}}};
  RefusingBackend backend(inner, {{refused.id, Failure{FailureKind::kContextTooLong, "too long", 0}}});
  Kept sink;
  backend.run(std::vector<Request>{refused, asked}, sink, {});
  ASSERT_EQ(sink.responses.size(), 2u);
  for (const Response& response : sink.responses) EXPECT_EQ(response.failed(), response.id.sample_id == "b");
}

}  // namespace
}  // namespace assay::run
