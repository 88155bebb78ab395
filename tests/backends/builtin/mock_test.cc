#include <fmt/core.h>
#include <gtest/gtest.h>

#include <set>

#include "harness/core/error.h"
#include "tests/backends/http/asking.h"

namespace assay::backends {
namespace {

using test::ask;
using test::ask_all;
using test::make_backend;
using test::question;
using test::questions;
using test::text_of;

TEST(Mock, ModesDecideWhatIsAnswered) {
  EXPECT_EQ(text_of(ask(*make_backend(builtin::mock, "mode: echo"), question("hello"))), "hello");
  EXPECT_EQ(text_of(ask(*make_backend(builtin::mock, "{mode: fixed, answer: B}"), question("hello"))), "B");
  EXPECT_EQ(text_of(ask(*make_backend(builtin::mock, "mode: hash"), question("hello"))).substr(0, 7), "answer ");
  EXPECT_THROW(make_backend(builtin::mock, "mode: loud"), Error);
}

TEST(Mock, AnswersAreAFunctionOfRequestEpochAndSeed) {
  const auto answers = [](const std::string& yaml, int epoch) {
    std::vector<Request> requests = questions(50);
    for (Request& request : requests) request.id.epoch = epoch;
    std::map<RequestId, std::string> out;
    for (const Response& response : ask_all(*make_backend(builtin::mock, yaml), requests))
      out[{response.id.sample_id, 0, 0}] = text_of(response);
    return out;
  };
  const auto first = answers("threads: 1", 0);
  EXPECT_EQ(answers("threads: 4", 0), first);
  EXPECT_NE(answers("seed: 1", 0), first);
  EXPECT_NE(answers("threads: 1", 1), first);
}

TEST(Mock, FailRateIsTheFractionThatFails) {
  int failed = 0;
  for (const Response& response : ask_all(*make_backend(builtin::mock, "fail_rate: 0.25"), questions(2000)))
    failed += response.failed() ? 1 : 0;
  EXPECT_NEAR(failed, 500, 100);  // five standard deviations
}

TEST(Mock, ScoresEachContinuation) {
  const auto backend = make_backend(builtin::mock, "{}");
  const Response response = ask(*backend, {{"s", 0, 0}, Loglikelihood{Prompt{"x", {}}, {"a", "bcd"}}});
  const auto& scores = std::get<Loglikelihoods>(response.body).continuations;
  ASSERT_EQ(scores.size(), 2U);
  EXPECT_LT(scores[0].logprob, 0.0);
  EXPECT_EQ(scores[1].num_bytes, 3);
}

TEST(Mock, FingerprintFollowsWhatChangesAnswers) {
  const auto print = [](const std::string& yaml) { return make_backend(builtin::mock, yaml)->info().fingerprint; };
  EXPECT_EQ(print("{}"), print("{threads: 8, delay_ms: 1}"));
  std::set<std::string> prints;
  for (const char* yaml : {"{}", "{seed: 1}", "{mode: echo}", "{fail_rate: 0.5}", "{answer: x, mode: fixed}"})
    prints.insert(print(yaml));
  EXPECT_EQ(prints.size(), 5U);
}

}  // namespace
}  // namespace assay::backends
