// What every backend must do, whatever it is. A new one is added with one line at the end.
#include <fmt/core.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <functional>
#include <memory>
#include <ostream>
#include <set>
#include <thread>

#include "backends/registry.h"
#include "harness/core/clock.h"
#include "harness/core/registry.h"
#include "tests/backends/http/asking.h"
#include "tests/support/fake_server.h"
#include "tests/support/shared.h"

namespace assay::backends {
namespace {

/// A backend with what it needs to live (server, folder); nullptr where that is not on this machine.
struct Candidate {
  std::shared_ptr<void> keeps_alive;
  std::unique_ptr<Backend> backend;
};

struct Case {
  std::string name;
  std::function<Candidate()> make;

  friend std::ostream& operator<<(std::ostream& out, const Case& of) { return out << of.name; }
};

constexpr int kNumQuestions = 12;

std::vector<Request> mixed_requests() {
  std::vector<Request> out;
  SamplingParams sampling;
  sampling.max_tokens = 4;
  for (int i = 0; i < kNumQuestions; ++i) {
    Request request = test::question(fmt::format("Question {}", i), i, sampling);
    request.id.slot = i % 3;
    request.id.epoch = i % 2;
    out.push_back(std::move(request));
  }
  out.push_back({{"choice", 0, 0}, Loglikelihood{Prompt{"One day", {}}, {" a", " the cat", " ran"}}});
  out.push_back({{"rolling", 0, 0}, RollingLoglikelihood{"Once upon a time"}});
  return out;
}

std::unique_ptr<Backend> make(std::string_view name, const std::string& yaml, const std::string& folder = ".") {
  return test::make_backend(find_def(builtin::all_backends(), name, "backend"), yaml, folder);
}

Candidate make_mock() { return {nullptr, make("mock", "{threads: 3, delay_ms: 1}")}; }

Candidate make_replay() {
  auto folder = std::make_shared<test::TempFolder>();
  std::string rows = "{\"id\":\"choice\",\"logprobs\":[-1,-2,-3]}\n{\"id\":\"rolling\",\"logprobs\":[-9]}\n";
  for (int i = 1; i < kNumQuestions; ++i)  // the first question has no row: a failure is among the answers
    rows += fmt::format("{{\"id\":\"s{}\",\"slot\":{},\"epoch\":{},\"text\":\"answer {}\"}}\n", i, i % 3, i % 2, i);
  folder->write("rows.jsonl", rows);
  auto backend = make("replay", "path: rows.jsonl", folder->path());
  return {folder, std::move(backend)};
}

Candidate make_openai_chat() {
  auto server = std::make_shared<test::FakeServer>([](const test::FakeRequest& request) {
    test::FakeReply reply = test::echo(request);
    reply.delay = 0.002;
    if (test::last_message(request) == "Question 3") reply.status = 400;
    return reply;
  });
  const std::string yaml = fmt::format("{{base_url: \"{}\", model: m, max_concurrency: 4}}", server->base_url());
  return {server, make("openai_chat", yaml)};
}

Candidate make_local() {
  const auto path = test::shared_path("models/stories260K/stories260K-f32.gguf");
  if (!path) return {};
  return {nullptr, make("local", fmt::format("{{path: \"{}\", threads: 2}}", *path))};
}

class Conformance : public testing::TestWithParam<Case> {
 protected:
  void SetUp() override {
    candidate_ = GetParam().make();
    if (!candidate_.backend) GTEST_SKIP() << "what '" << GetParam().name << "' needs is not there (set ASSAY_SHARED)";
  }
  Backend& backend() { return *candidate_.backend; }

  Candidate candidate_;
};

std::map<RequestId, std::string> by_id(const std::vector<Response>& responses) {
  std::map<RequestId, std::string> out;
  for (const Response& response : responses) {
    std::string body = test::text_of(response);
    if (const auto* scores = std::get_if<Loglikelihoods>(&response.body)) {
      for (const ContinuationScore& score : scores->continuations) body += fmt::format(" {}", score.logprob);
    }
    out[response.id] = body;
  }
  return out;
}

TEST_P(Conformance, EachRequestGetsExactlyOneResponseOfItsKind) {
  const std::vector<Request> requests = mixed_requests();
  const std::vector<Response> responses = test::ask_all(backend(), requests);
  EXPECT_EQ(responses.size(), requests.size());
  std::map<RequestId, Response> found;
  for (const Response& response : responses) found[response.id] = response;
  ASSERT_EQ(found.size(), requests.size());
  int answered = 0;
  for (const Request& request : requests) {
    ASSERT_TRUE(found.contains(request.id)) << request.id.sample_id;
    const Response& response = found.at(request.id);
    if (const auto* failure = std::get_if<Failure>(&response.body)) {
      EXPECT_FALSE(failure->message.empty());
      if (!std::holds_alternative<Generate>(request.body) && !backend().info().can_loglikelihood) {
        EXPECT_EQ(failure->kind, FailureKind::kUnsupported);
      }
      continue;
    }
    ++answered;
    EXPECT_EQ(std::holds_alternative<Completion>(response.body), std::holds_alternative<Generate>(request.body));
    if (const auto* likelihood = std::get_if<Loglikelihood>(&request.body)) {
      const auto& scores = std::get<Loglikelihoods>(response.body).continuations;
      ASSERT_EQ(scores.size(), likelihood->continuations.size());
      for (std::size_t i = 0; i < scores.size(); ++i) {
        EXPECT_TRUE(std::isfinite(scores[i].logprob));
        EXPECT_LE(scores[i].logprob, 0.0);
        EXPECT_EQ(scores[i].num_bytes, static_cast<int>(likelihood->continuations[i].size()));
      }
    }
  }
  EXPECT_GE(answered, kNumQuestions - 1);
}

TEST_P(Conformance, UsageAndTimingAreNeverNegative) {
  for (const Response& response : test::ask_all(backend(), mixed_requests())) {
    EXPECT_GE(response.usage.prompt_tokens, 0);
    EXPECT_GE(response.usage.completion_tokens, 0);
    EXPECT_GE(response.usage.cost.value_or(0.0), 0.0);
    EXPECT_GE(response.timing.seconds, 0.0);
    EXPECT_GE(response.timing.first_token_seconds.value_or(0.0), 0.0);
  }
}

TEST_P(Conformance, AskingAgainGivesTheSameGreedyAnswers) {
  const std::vector<Request> requests = mixed_requests();
  const auto first = by_id(test::ask_all(backend(), requests));
  EXPECT_EQ(by_id(test::ask_all(backend(), requests)), first);
  // Alone as well as among others.
  for (const Request& request : requests)
    EXPECT_EQ(by_id({test::ask(backend(), request)}).at(request.id), first.at(request.id));
}

TEST_P(Conformance, NoRequestsAreFine) { EXPECT_TRUE(test::ask_all(backend(), {}).empty()); }

TEST_P(Conformance, AStopBeforehandMeansNoAnswers) {
  std::stop_source source;
  source.request_stop();
  EXPECT_TRUE(test::ask_all(backend(), mixed_requests(), source.get_token()).empty());
}

TEST_P(Conformance, AStopEndsALongRunWithinASecond) {
  std::vector<Request> many;
  SamplingParams sampling;
  sampling.max_tokens = 64;
  for (int i = 0; i < 200'000; ++i) many.push_back(test::question("Once upon a time", i, sampling));
  class StoppingSink : public test::CollectingSink {
   public:
    void put(Response response) override {
      test::CollectingSink::put(std::move(response));
      if (stopped_at_ == 0.0) {
        stopped_at_ = monotonic_seconds();
        source.request_stop();
      }
    }
    std::stop_source source;
    std::atomic<double> stopped_at_ = 0.0;
  } sink;
  backend().run(many, sink, sink.source.get_token());
  EXPECT_LT(monotonic_seconds() - sink.stopped_at_, 1.0);
  EXPECT_LT(sink.size(), many.size());
  EXPECT_EQ(test::ask_all(backend(), mixed_requests()).size(), mixed_requests().size());  // and it can be used again
}

TEST_P(Conformance, InfoIsCompleteAndItsFingerprintRepeats) {
  const BackendInfo info = backend().info();
  EXPECT_EQ(info.backend, GetParam().name);
  EXPECT_FALSE(info.model.empty());
  EXPECT_GE(info.fingerprint.size(), 32U);
  EXPECT_TRUE(info.can_generate || info.can_loglikelihood);
  EXPECT_EQ(backend().info().fingerprint, info.fingerprint);
}

INSTANTIATE_TEST_SUITE_P(Backends, Conformance,
                         testing::Values(Case{"mock", make_mock}, Case{"replay", make_replay},
                                         Case{"openai_chat", make_openai_chat}, Case{"local", make_local}),
                         [](const auto& of) { return of.param.name; });

}  // namespace
}  // namespace assay::backends
