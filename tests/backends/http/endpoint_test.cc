// The endpoint's rules, seen through the chat backend.
#include "backends/http/endpoint.h"

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <map>
#include <random>
#include <set>
#include <thread>

#include "harness/core/clock.h"
#include "harness/core/error.h"
#include "tests/backends/http/asking.h"
#include "tests/support/fake_server.h"

namespace assay::backends {
namespace {

using test::ask;
using test::ask_all;
using test::FakeReply;
using test::FakeRequest;
using test::FakeServer;
using test::make_chat;
using test::question;
using test::questions;
using test::text_of;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kImpatient = "max_retry_wait_s: 0.02\n";

FakeReply status(int code, const std::string& body = "", std::vector<std::string> headers = {}) {
  FakeReply reply;
  reply.status = code;
  reply.body = body;
  reply.headers = std::move(headers);
  return reply;
}

const Failure& failure_in(const Response& response) {
  if (!response.failed()) throw std::runtime_error("answered: " + text_of(response));
  return std::get<Failure>(response.body);
}

std::string error_of(const std::function<void()>& act, ErrorKind kind) {
  try {
    act();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), kind);
    return error.what();
  }
  return "no error";
}

TEST(Endpoint, AnswersEachOfTwoThousandOnceOverSixtyFourConnections) {
  test::Gate gate(64);
  const FakeServer server([&](const FakeRequest& request) {
    gate.pass();
    return test::echo(request);
  });
  const std::vector<Request> requests = questions(2000);
  const auto backend = make_chat(server.base_url());
  const std::vector<Response> responses = ask_all(*backend, requests);
  std::set<std::string> ids;
  for (const Response& response : responses) {
    EXPECT_TRUE(ids.insert(response.id.sample_id).second);
    EXPECT_EQ("s" + text_of(response).substr(2), response.id.sample_id);
    EXPECT_GT(response.timing.seconds, 0.0);
  }
  EXPECT_EQ(ids.size(), 2000U);
  EXPECT_EQ(server.num_requests(), 2000);
  EXPECT_EQ(server.max_concurrent(), 64);
}

TEST(Endpoint, MaxConcurrencyIsKept) {
  const FakeServer server([](const FakeRequest& request) {
    FakeReply reply = test::echo(request);
    reply.delay = 0.002;
    return reply;
  });
  EXPECT_EQ(ask_all(*make_chat(server.base_url(), "max_concurrency: 3\n"), questions(60)).size(), 60U);
  EXPECT_LE(server.max_concurrent(), 3);
  EXPECT_LE(server.num_connections(), 3);
}

TEST(Endpoint, TriesAgainAfterWhatMayPass) {
  std::vector<FakeReply> replies = {status(429), status(503), status(408), FakeReply{}, FakeReply{}};
  replies[3].cut_at_once = true;
  replies[4].body = std::string(100, 'x');
  replies[4].cut_after = 10;
  const FakeServer server([&](const FakeRequest& request) {
    return request.number < 5 ? replies[static_cast<std::size_t>(request.number)] : test::echo(request);
  });
  EXPECT_EQ(text_of(ask(*make_chat(server.base_url(), kImpatient), question("hi"))), "hi");
  EXPECT_EQ(server.num_requests(), 6);
}

TEST(Endpoint, GivesUpAfterMaxRetriesWithTheEndpointsOwnWords) {
  const FakeServer server(
      [](const FakeRequest&) { return status(500, R"({"error":{"message":"CUDA out of memory"}})"); });
  const Response response =
      ask(*make_chat(server.base_url(), "max_retries: 2\nmax_retry_wait_s: 0.01\n"), question("hi"));
  EXPECT_EQ(failure_in(response).kind, FailureKind::kServerError);
  EXPECT_EQ(failure_in(response).message, "the endpoint answered HTTP 500: CUDA out of memory");
  EXPECT_EQ(failure_in(response).attempts, 3);
  EXPECT_EQ(server.num_requests(), 3);
}

TEST(Endpoint, WhatIsRejectedIsNotAskedAgain) {
  const FakeServer server([](const FakeRequest& request) {
    if (test::last_message(request) == "long")
      return status(400, R"({"error":{"message":"too many tokens","code":"context_length_exceeded"}})");
    return status(400, R"({"error":{"message":"no such model"}})");
  });
  const auto backend = make_chat(server.base_url());
  EXPECT_EQ(text_of(ask(*backend, question("hi"))), "FAILED rejected: the endpoint answered HTTP 400: no such model");
  EXPECT_EQ(failure_in(ask(*backend, question("long"))).kind, FailureKind::kContextTooLong);
  EXPECT_EQ(server.num_requests(), 2);
}

TEST(Endpoint, RetryAfterIsHonouredUpToTheBound) {
  const FakeServer server([](const FakeRequest& request) {
    if (request.number == 0) return status(429, "", {"Retry-After: 0.4"});
    if (request.number == 2) return status(429, "", {"Retry-After: 3600"});
    return test::echo(request);
  });
  const auto backend = make_chat(server.base_url(), "max_retry_wait_s: 0.6\n");
  const Response first = ask(*backend, question("hi"));
  EXPECT_EQ(text_of(first), "hi");
  EXPECT_GE(first.timing.seconds, 0.4);
  EXPECT_LT(first.timing.seconds, 2.0);
  const Response second = ask(*backend, question("hi"));
  EXPECT_EQ(text_of(second), "hi");
  EXPECT_GE(second.timing.seconds, 0.6);
  EXPECT_LT(second.timing.seconds, 3.0);
}

TEST(Endpoint, OthersGoOnWhileSomeWaitToBeTriedAgain) {
  std::atomic<int> refused = 0;
  const FakeServer server([&](const FakeRequest& request) {
    if (test::last_message(request) == "Q 0" && refused++ == 0) return status(429, "", {"Retry-After: 0.5"});
    return test::echo(request);
  });
  const std::vector<Response> responses = ask_all(*make_chat(server.base_url(), "max_concurrency: 1\n"), questions(50));
  ASSERT_EQ(responses.size(), 50U);
  EXPECT_EQ(responses.front().id.sample_id, "s1");
  EXPECT_EQ(responses.back().id.sample_id, "s0");
}

TEST(Endpoint, ABrokenReplyIsAskedForTwiceMoreAtMost) {
  std::map<std::string, FakeReply> replies;
  replies["html"].body = "<html>hello</html>";
  replies["html"].content_type = "text/html";
  replies["list"].body = "[1,2]";
  replies["half"].body = R"({"choices":[{"message":{"content":"x)";
  replies["none"].body = R"({"id":"x"})";
  replies["empty"].body = "";
  replies["error"].body = R"({"error":{"message":"overloaded"}})";
  const FakeServer server([&](const FakeRequest& request) { return replies.at(test::last_message(request)); });
  const auto backend = make_chat(server.base_url(), kImpatient);
  const std::map<std::string, std::string> messages = {
      {"html", "the reply is not JSON: <html>hello</html>"},
      {"list", "the reply is a JSON list, not an object"},
      {"half", R"(the reply is not JSON: {"choices":[{"message":{"content":"x)"},
      {"none", "the reply has no 'choices'"},
      {"empty", "the reply is empty"},
      {"error", "the reply is an error in spite of its status 200: overloaded"}};
  for (const auto& [name, message] : messages) {
    const int before = server.num_requests();
    const Response response = ask(*backend, question(name));
    EXPECT_EQ(text_of(response), "FAILED bad_response: " + message);
    EXPECT_EQ(failure_in(response).attempts, 3);
    EXPECT_EQ(server.num_requests() - before, 3);
  }
}

TEST(Endpoint, AnAnswerThatTakesTooLongIsATimeOut) {
  const FakeServer server([](const FakeRequest& request) {
    FakeReply reply = test::echo(request);
    reply.delay = 20.0;
    return reply;
  });
  const Response response =
      ask(*make_chat(server.base_url(), "timeout_s: 0.1\nmax_retries: 1\nmax_retry_wait_s: 0.01\n"), question("hi"));
  EXPECT_EQ(text_of(response), "FAILED timeout: no complete answer within 0.1 s");
  EXPECT_EQ(failure_in(response).attempts, 2);
}

TEST(Endpoint, NothingListeningEndsTheRunWithOneSentence) {
  const int port = test::closed_port();
  const auto backend = make_chat(fmt::format("http://127.0.0.1:{}/v1", port), kImpatient);
  test::CollectingSink sink;
  const double start = monotonic_seconds();
  const std::string message = error_of([&] { backend->run(questions(500), sink, {}); }, ErrorKind::kRuntime);
  EXPECT_EQ(message, fmt::format("no answer from http://127.0.0.1:{}/v1: connection refused (4 attempts); is a server "
                                 "running there, and is base_url right?",
                                 port));
  EXPECT_EQ(sink.size(), 0U);
  EXPECT_LT(monotonic_seconds() - start, 5.0);
}

TEST(Endpoint, WithoutRetriesTheFirstRefusalEndsTheRun) {
  const auto backend = make_chat(fmt::format("http://127.0.0.1:{}/v1", test::closed_port()), "max_retries: 0\n");
  EXPECT_THAT(error_of([&] { ask(*backend, question("hi")); }, ErrorKind::kRuntime), HasSubstr("(1 attempt)"));
}

TEST(Endpoint, AnEndpointThatGoesAwayEndsTheRunAndKeepsWhatWasAnswered) {
  auto server = std::make_unique<FakeServer>(test::echo);
  const auto backend = make_chat(server->base_url(), "max_concurrency: 8\nmax_retries: 1\nmax_retry_wait_s: 0.001\n");
  class ClosingSink : public test::CollectingSink {
   public:
    explicit ClosingSink(std::unique_ptr<FakeServer>& server) : server_(server) {}
    void put(Response response) override {
      test::CollectingSink::put(std::move(response));
      if (size() == 20) server_.reset();
    }

   private:
    std::unique_ptr<FakeServer>& server_;
  } sink(server);
  const std::string message = error_of([&] { backend->run(questions(5000), sink, {}); }, ErrorKind::kRuntime);
  EXPECT_THAT(message, HasSubstr("has stopped answering: connection refused for 8 requests in a row, 2 attempts each"));
  std::size_t answered = 0;
  for (const Response& response : sink.responses()) answered += response.failed() ? 0 : 1;
  EXPECT_GE(answered, 20U);
  EXPECT_LT(sink.size(), 100U);
}

TEST(Endpoint, StopEndsTheRunWithinASecondWhateverItWaitsFor) {
  const FakeServer server([](const FakeRequest& request) {
    if (request.number % 2 == 0) return status(429, "", {"Retry-After: 50"});
    FakeReply reply = test::echo(request);
    reply.delay = 30.0;
    return reply;
  });
  const auto backend = make_chat(server.base_url());
  std::stop_source source;
  std::jthread stopper([&] {
    while (server.num_requests() < 50) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    source.request_stop();
  });
  const double start = monotonic_seconds();
  EXPECT_TRUE(ask_all(*backend, questions(1000), source.get_token()).empty());
  EXPECT_LT(monotonic_seconds() - start, 2.0);
}

TEST(Endpoint, RequestsAMinuteAreBounded) {
  const FakeServer server(test::echo);
  const double start = monotonic_seconds();
  // Twenty a second, of which one second's worth goes at once: the other 10 take half a second.
  EXPECT_EQ(ask_all(*make_chat(server.base_url(), "requests_per_minute: 1200\n"), questions(30)).size(), 30U);
  EXPECT_GE(monotonic_seconds() - start, 0.45);
  EXPECT_LT(monotonic_seconds() - start, 3.0);
}

class EndpointKey : public testing::Test {
 protected:
  void SetUp() override {
    std::random_device random;
    for (int i = 0; i < 4; ++i) key_ += fmt::format("k{:08x}", random());
    ::setenv("ASSAY_TEST_KEY", key_.c_str(), 1);
  }
  void TearDown() override { ::unsetenv("ASSAY_TEST_KEY"); }

  std::string key_;
};

TEST_F(EndpointKey, IsSentAndNeverComesBack) {
  const FakeServer server([&](const FakeRequest& request) {
    const std::string sent = request.headers.at("authorization");
    const std::string message = test::last_message(request);
    if (message == "error") return status(401, fmt::format(R"({{"error":{{"message":"bad key {}"}}}})", sent));
    if (message == "page") return status(500, "<p>" + sent + "</p>");
    FakeReply reply;
    reply.body = message == "junk" ? "junk " + sent : test::chat_reply("your key is " + sent);
    if (message == "reason") reply.body = test::chat_reply("x", sent);
    return reply;
  });
  const auto backend = make_chat(server.base_url(), "api_key_env: ASSAY_TEST_KEY\nmax_retries: 0\n");
  EXPECT_EQ(text_of(ask(*backend, question("error"))),
            "FAILED rejected: the endpoint answered HTTP 401: bad key Bearer [redacted]");
  EXPECT_EQ(text_of(ask(*backend, question("page"))),
            "FAILED server_error: the endpoint answered HTTP 500: <p>Bearer [redacted]</p>");
  EXPECT_EQ(text_of(ask(*backend, question("junk"))),
            "FAILED bad_response: the reply is not JSON: junk Bearer [redacted]");
  EXPECT_EQ(text_of(ask(*backend, question("reason"))),
            "FAILED bad_response: the reply has the finish_reason 'Bearer [redacted]'");
  EXPECT_EQ(text_of(ask(*backend, question("hi"))), "your key is Bearer [redacted]");
  EXPECT_EQ(server.received()[0].headers.at("authorization"), "Bearer " + key_);
  const BackendInfo& info = backend->info();
  for (const std::string& text : {info.backend, info.model, info.fingerprint, info.numerics})
    EXPECT_THAT(text, Not(HasSubstr(key_)));
}

TEST_F(EndpointKey, IsInNoErrorAndChangesNoFingerprint) {
  const std::string url = fmt::format("http://127.0.0.1:{}/v1", test::closed_port());
  const auto with_key = make_chat(url, "api_key_env: ASSAY_TEST_KEY\nmax_retries: 0\n");
  EXPECT_EQ(with_key->info().fingerprint, make_chat(url)->info().fingerprint);
  EXPECT_THAT(error_of([&] { ask(*with_key, question("hi")); }, ErrorKind::kRuntime), Not(HasSubstr(key_)));
  ::setenv("ASSAY_TEST_KEY", (key_ + "\nX-Injected: 1").c_str(), 1);
  const std::string message = error_of([&] { make_chat(url, "api_key_env: ASSAY_TEST_KEY\n"); }, ErrorKind::kConfig);
  EXPECT_THAT(message, HasSubstr("the value of the environment variable 'ASSAY_TEST_KEY' has a space, a line break"));
  EXPECT_THAT(message, Not(HasSubstr(key_)));
  // The key itself, written where its variable's name belongs, is not repeated.
  const std::string pasted = error_of([&] { make_chat(url, "api_key_env: sk-" + key_ + "\n"); }, ErrorKind::kConfig);
  EXPECT_THAT(pasted, HasSubstr("name of an environment variable"));
  EXPECT_THAT(pasted, Not(HasSubstr(key_)));
}

TEST(EndpointOptions, AVariableThatIsNotSetIsNamed) {
  ::unsetenv("ASSAY_TEST_NO_KEY");
  const auto make = [] { make_chat("http://127.0.0.1:1/v1", "api_key_env: ASSAY_TEST_NO_KEY\n"); };
  EXPECT_THAT(error_of(make, ErrorKind::kConfig),
              HasSubstr("run.yaml:3: 'api_key_env': the environment variable 'ASSAY_TEST_NO_KEY' is not set"));
}

TEST(EndpointOptions, WrongValuesAreErrorsWithTheirPlace) {
  const auto refused = [](const std::string& url, const std::string& more) {
    return error_of([&] { make_chat(url, more); }, ErrorKind::kConfig);
  };
  const std::string good = "http://127.0.0.1:1/v1";
  EXPECT_THAT(refused("localhost:1", ""),
              HasSubstr("run.yaml:1: 'base_url': base_url 'localhost:1' does not start with"));
  EXPECT_THAT(refused(good, "max_concurrency: 0\n"), HasSubstr("run.yaml:3"));
  EXPECT_THAT(refused(good, "timeout_s: -1\n"), HasSubstr("run.yaml:3"));
  EXPECT_THAT(refused(good, "max_retries: lots\n"), HasSubstr("run.yaml:3"));
  EXPECT_THAT(refused(good, "price: {input: -1}\n"), HasSubstr("expected a price of 0 or more"));
  EXPECT_THAT(refused(good, "price: {inputs: 1}\n"), HasSubstr("unknown key 'inputs'"));
  EXPECT_THAT(refused(good, "api_key: abc\n"), HasSubstr("unknown key 'api_key'"));
}

TEST(EndpointOptions, CostIsPerMillionTokens) {
  EndpointOptions options;
  const Usage usage{1'500'000, 250'000, std::nullopt};
  EXPECT_EQ(cost_of(options, usage), std::nullopt);
  options.input_price = 0.15;
  options.output_price = 0.60;
  EXPECT_DOUBLE_EQ(cost_of(options, usage).value(), 0.15 * 1.5 + 0.60 * 0.25);
}

}  // namespace
}  // namespace assay::backends
