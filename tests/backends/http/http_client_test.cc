#include "backends/http/http_client.h"

#include <fmt/core.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <stdexcept>
#include <thread>

#include "harness/core/clock.h"
#include "tests/support/fake_server.h"

namespace assay::backends {
namespace {

using test::FakeReply;
using test::FakeRequest;
using test::FakeServer;

HttpResult post_one(const std::string& url, HttpOptions options = {}) {
  HttpClient client(std::move(options));
  bool sent = false;
  HttpResult out;
  client.run(
      [&]() -> Pull {
        if (std::exchange(sent, true)) return NoMore{};
        return HttpRequest{5, url, "hello"};
      },
      [&](HttpResult result) { out = std::move(result); }, {});
  EXPECT_EQ(out.tag, 5U);
  return out;
}

std::size_t resident_bytes() {
  std::size_t pages = 0, resident = 0;
  std::ifstream("/proc/self/statm") >> pages >> resident;
  return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

TEST(HttpClient, PostsTheBodyAndReturnsStatusAndRetryAfter) {
  const FakeServer server([](const FakeRequest& request) {
    FakeReply reply;
    reply.status = 429;
    reply.headers = {"Retry-After:  7 ", "X-Other: 9"};
    reply.body = request.method + " " + request.path + " " + request.body;
    return reply;
  });
  HttpOptions options;
  options.headers = {"Authorization: Bearer abc", "Content-Type: application/json"};
  const HttpResult result = post_one(server.base_url() + "/x", options);
  EXPECT_EQ(result.error, TransportError::kNone);
  EXPECT_EQ(result.status, 429);
  EXPECT_EQ(result.body, "POST /v1/x hello");
  EXPECT_EQ(result.retry_after, "7");
  EXPECT_EQ(server.received()[0].headers.at("authorization"), "Bearer abc");
}

TEST(HttpClient, FillsItsPlacesNeverMoreAndPullsOnlyForAFreeOne) {
  test::Gate gate(64);
  FakeServer server(
      [&](const FakeRequest&) {
        gate.pass();
        FakeReply reply;
        reply.body = "{}";
        return reply;
      },
      false);
  HttpClient client({});
  int pulled = 0, done = 0, most = 0;
  const std::size_t before = resident_bytes();
  std::size_t peak = before;
  client.run(
      [&]() -> Pull {
        if (pulled == 2000) return NoMore{};
        most = std::max(most, ++pulled - done);
        return HttpRequest{0, server.base_url(), std::string(50'000, 'x')};
      },
      [&](HttpResult result) {
        EXPECT_EQ(result.status, 200);
        if (++done % 100 == 0) peak = std::max(peak, resident_bytes());
      },
      {});
  EXPECT_EQ(done, 2000);
  EXPECT_EQ(most, 64);
  EXPECT_EQ(server.max_concurrent(), 64);
  EXPECT_LE(server.num_connections(), 64);                           // kept alive
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // they keep what was freed for a while
  EXPECT_LT(peak - before, 64'000'000U);                             // the bodies together are 100 MB
#endif
}

TEST(HttpClient, TellsTheWaysOfFailingApart) {
  const auto error_of = [](const FakeReply& reply, const HttpOptions& options = {}) {
    const FakeServer server([reply](const FakeRequest&) { return reply; });
    return post_one(server.base_url(), options).error;
  };
  FakeReply cut;
  cut.body = std::string(1000, 'x');
  cut.cut_after = 500;
  EXPECT_EQ(error_of(cut), TransportError::kCut);
  cut.cut_at_once = true;
  EXPECT_EQ(error_of(cut), TransportError::kCut);
  FakeReply large;
  large.body = std::string(1000, 'x');
  HttpOptions small;
  small.max_response_bytes = 999;
  EXPECT_EQ(error_of(large, small), TransportError::kTooLarge);
  small.max_response_bytes = 1000;
  EXPECT_EQ(error_of(large, small), TransportError::kNone);
  EXPECT_EQ(post_one(fmt::format("http://127.0.0.1:{}/", test::closed_port())).error, TransportError::kCannotConnect);
  EXPECT_EQ(post_one("file:///etc/hostname").error, TransportError::kOther);
  const FakeServer plain([](const FakeRequest&) { return FakeReply{}; });
  const HttpResult no_tls = post_one(fmt::format("https://127.0.0.1:{}/", plain.port()));
  EXPECT_EQ(no_tls.error, TransportError::kCannotConnect);
  EXPECT_EQ(no_tls.error_text, "the TLS handshake failed");
}

TEST(HttpClient, ASlowAnswerTimesOutAlthoughBytesKeepComing) {
  const FakeServer server([](const FakeRequest&) {
    FakeReply reply;
    reply.body = std::string(1000, 'x');
    reply.drip_bytes = 1;
    reply.drip_pause = 0.02;
    return reply;
  });
  HttpOptions options;
  options.timeout = 0.2;
  const double start = monotonic_seconds();
  const HttpResult result = post_one(server.base_url(), options);
  EXPECT_EQ(result.error, TransportError::kTimeout);
  EXPECT_EQ(result.error_text, "no complete answer within 0.2 s");
  EXPECT_LT(monotonic_seconds() - start, 2.0);
}

TEST(HttpClient, DoesNotFollowRedirects) {
  const FakeServer other([](const FakeRequest&) { return FakeReply{}; });
  const FakeServer server([&](const FakeRequest&) {
    FakeReply reply;
    reply.status = 307;
    reply.headers = {"Location: " + other.base_url()};
    return reply;
  });
  EXPECT_EQ(post_one(server.base_url()).status, 307);
  EXPECT_EQ(other.num_requests(), 0);
}

TEST(HttpClient, StopEndsTheRunAtOnce) {
  const FakeServer server([](const FakeRequest&) {
    FakeReply reply;
    reply.delay = 30.0;
    return reply;
  });
  HttpClient client({});
  std::stop_source source;
  double stopped = 0.0;
  std::jthread stopper([&] {
    while (server.num_requests() == 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    stopped = monotonic_seconds();
    source.request_stop();
  });
  client.run(
      [&]() -> Pull {
        return HttpRequest{0, server.base_url(), "x"};
      },
      [](HttpResult) { ADD_FAILURE() << "nothing was answered"; }, source.get_token());
  const double ended = monotonic_seconds();
  stopper.join();
  EXPECT_LT(ended - stopped, 0.5);
}

TEST(HttpClient, WaitsForADueTimeAndForAStopMeanwhile) {
  const FakeServer server([](const FakeRequest&) { return FakeReply{}; });
  HttpClient client({});
  const double due = monotonic_seconds() + 0.1;
  bool sent = false;
  double sent_at = 0.0;
  client.run(
      [&]() -> Pull {
        if (sent) return NoMore{};
        if (monotonic_seconds() < due) return WaitUntil{due};
        sent = true;
        sent_at = monotonic_seconds();
        return HttpRequest{0, server.base_url(), "x"};
      },
      [](HttpResult) {}, {});
  EXPECT_GE(sent_at, due);
  EXPECT_LT(sent_at, due + 0.5);

  std::stop_source source;
  std::jthread stopper([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    source.request_stop();
  });
  const double start = monotonic_seconds();
  client.run([&]() -> Pull { return WaitUntil{start + 60.0}; }, [](HttpResult) {}, source.get_token());
  EXPECT_LT(monotonic_seconds() - start, 1.0);
}

TEST(HttpClient, WhatACallbackThrowsEndsTheRunAndLeavesTheClientUsable) {
  const FakeServer server([](const FakeRequest&) { return FakeReply{}; });
  HttpClient client({});
  const auto next = [&, left = 100]() mutable -> Pull {
    if (left-- <= 0) return NoMore{};
    return HttpRequest{0, server.base_url(), "x"};
  };
  EXPECT_THROW(client.run(next, [](HttpResult) { throw std::runtime_error("full"); }, {}), std::runtime_error);
  int done = 0;
  client.run(next, [&](HttpResult) { ++done; }, {});
  EXPECT_EQ(done, 100);
}

}  // namespace
}  // namespace assay::backends
