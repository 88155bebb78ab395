#include "harness/run/executor.h"

#include <gtest/gtest.h>

#include <map>
#include <thread>

#include "harness/core/error.h"

namespace assay::run {
namespace {

class MemoryLog : public ResponseLog {
 public:
  std::vector<std::optional<Response>> find(std::span<const std::string> keys) override {
    std::vector<std::optional<Response>> out;
    for (const std::string& key : keys) {
      const auto found = answers.find(key);
      out.push_back(found == answers.end() ? std::nullopt : std::optional<Response>(found->second));
    }
    return out;
  }
  void put(const Request&, const std::string& key, const Response& response, bool cached) override {
    if (fail_at_put-- == 0) throw Error(ErrorKind::kRuntime, "disk full");
    ++(cached ? num_cached : num_new);
    if (!response.failed()) answers[key] = response;
  }
  void idle() override {}
  void flush() override { ++num_flushes; }

  std::map<std::string, Response> answers;
  int num_new = 0, num_cached = 0, num_flushes = 0;
  int fail_at_put = -1;
};

class CountingBackend : public Backend {
 public:
  CountingBackend() { info_.fingerprint = "f"; }
  const BackendInfo& info() const override { return info_; }
  void run(std::span<const Request> requests, ResponseSink& sink, std::stop_token stop) override {
    for (std::size_t i = requests.size(); i-- > 0;) {  // any order
      if (stop.stop_requested()) return;
      if (asked == throw_after) throw Error(ErrorKind::kConfig, "misconfigured");
      if (on_ask) on_ask(asked);
      ++asked;
      Response response;
      response.id = requests[i].id;
      response.body = Completion{"to " + std::get<Generate>(requests[i].body).prompt.text, FinishReason::kStop, {}};
      if (fails) response.body = Failure{FailureKind::kTimeout, "late", 3};
      sink.put(std::move(response));
    }
  }
  int asked = 0;
  int throw_after = -1;
  bool fails = false;
  std::function<void(int)> on_ask;
  BackendInfo info_;
};

std::vector<Request> questions(int n) {
  std::vector<Request> out;
  for (int i = 0; i < n; ++i)
    out.push_back({{"s" + std::to_string(i), 0, 0}, Generate{Prompt{"q" + std::to_string(i), {}}, {}}});
  return out;
}

const std::atomic<bool> kNever{false};
const OnAnswer kIgnore = [](const Execution&) {};

TEST(Execute, GivesEveryAnswerInTheOrderOfTheRequests) {
  CountingBackend backend;
  MemoryLog log;
  const Execution e = execute(backend, questions(1000), log, kNever, kIgnore);
  ASSERT_EQ(e.responses.size(), 1000u);
  for (int i = 0; i < 1000; ++i)
    EXPECT_EQ(std::get<Completion>(e.responses[static_cast<std::size_t>(i)]->body).text, "to q" + std::to_string(i));
  EXPECT_EQ(e.asked, 1000);
  EXPECT_EQ(log.num_flushes, 1);
}

TEST(Execute, AsksNothingThatTheLogKnows) {
  CountingBackend backend;
  MemoryLog log;
  execute(backend, questions(10), log, kNever, kIgnore);
  const Execution again = execute(backend, questions(15), log, kNever, kIgnore);
  EXPECT_EQ(backend.asked, 15);
  EXPECT_EQ(again.asked, 5);
  EXPECT_EQ(again.cached, 10);
  EXPECT_EQ(again.responses[3]->id.sample_id, "s3");
}

TEST(Execute, EqualQuestionsAreAskedOnce) {
  CountingBackend backend;
  MemoryLog log;
  std::vector<Request> requests = questions(3);
  requests.push_back(requests[1]);
  requests.back().id.sample_id = "twin";
  const Execution e = execute(backend, requests, log, kNever, kIgnore);
  EXPECT_EQ(backend.asked, 3);
  EXPECT_EQ(e.cached, 1);
  EXPECT_EQ(e.responses[3]->id.sample_id, "twin");
  EXPECT_EQ(std::get<Completion>(e.responses[3]->body).text, "to q1");
}

TEST(Execute, WhereAnswersBelongToSamplesEqualQuestionsAreNotMerged) {
  CountingBackend backend;
  backend.info_.answers_by_id = true;
  MemoryLog log;
  std::vector<Request> requests = questions(2);
  requests.push_back(requests[1]);
  requests.back().id.sample_id = "twin";
  execute(backend, requests, log, kNever, kIgnore);
  EXPECT_EQ(backend.asked, 3);
  EXPECT_EQ(execute(backend, requests, log, kNever, kIgnore).cached, 3);
}

TEST(Execute, AFailureIsAValueAndIsAskedAgainNextTime) {
  CountingBackend backend;
  backend.fails = true;
  MemoryLog log;
  const Execution e = execute(backend, questions(4), log, kNever, kIgnore);
  EXPECT_EQ(e.failed, 4);
  backend.fails = false;
  EXPECT_EQ(execute(backend, questions(4), log, kNever, kIgnore).asked, 4);
}

TEST(Execute, AnInterruptKeepsWhatWasAnswered) {
  CountingBackend backend;
  MemoryLog log;
  std::atomic<bool> interrupted{false};
  backend.on_ask = [&](int asked) {
    if (asked == 20) interrupted = true;
    if (asked >= 20) std::this_thread::sleep_for(std::chrono::milliseconds(100));
  };
  const Execution e = execute(backend, questions(1000), log, interrupted, kIgnore);
  EXPECT_TRUE(e.interrupted);
  EXPECT_GE(log.num_new, 20);
  EXPECT_LT(log.num_new, 100);
  EXPECT_EQ(log.num_new, e.asked);
}

TEST(Execute, AMisconfigurationOfTheBackendReachesTheCallerAfterItsAnswersWereKept) {
  CountingBackend backend;
  backend.throw_after = 5;
  MemoryLog log;
  EXPECT_THROW(execute(backend, questions(10), log, kNever, kIgnore), Error);
  EXPECT_EQ(log.num_new, 5);
}

TEST(Execute, AFullDiskEndsTheRunWithoutHangingTheBackend) {
  CountingBackend backend;
  MemoryLog log;
  log.fail_at_put = 3;
  EXPECT_THROW(execute(backend, questions(5000), log, kNever, kIgnore), Error);
}

}  // namespace
}  // namespace assay::run
