#include "backends/blocking_backend.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <set>
#include <stdexcept>
#include <thread>

#include "tests/backends/http/asking.h"

namespace assay::backends {
namespace {

class CountingBackend : public BlockingBackend {
 public:
  CountingBackend(int num_threads, std::function<Response(const Request&)> answer)
      : BlockingBackend(num_threads), answer_(std::move(answer)) {}
  const BackendInfo& info() const override { return info_; }
  Response complete(const Request& request, std::stop_token) override {
    const int now = ++concurrent_;
    int most = most_;
    while (most < now && !most_.compare_exchange_weak(most, now)) {
    }
    ++calls_;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    Response response = answer_(request);
    --concurrent_;
    return response;
  }
  int calls() const { return calls_; }
  int most() const { return most_; }

 private:
  std::function<Response(const Request&)> answer_;
  BackendInfo info_;
  std::atomic<int> calls_ = 0, concurrent_ = 0, most_ = 0;
};

Response fine(const Request&) { return {{}, Completion{"ok", FinishReason::kStop, {}}, {}, {}}; }

TEST(BlockingBackend, AsksEachRequestOnceOnItsThreads) {
  CountingBackend backend(4, fine);
  std::set<RequestId> ids;
  for (const Response& response : test::ask_all(backend, test::questions(100))) ids.insert(response.id);
  EXPECT_EQ(ids.size(), 100U);
  EXPECT_EQ(backend.calls(), 100);
  EXPECT_GE(backend.most(), 2);
  EXPECT_LE(backend.most(), 4);
}

TEST(BlockingBackend, NoRequestsNeedNoCall) {
  CountingBackend backend(4, fine);
  EXPECT_TRUE(test::ask_all(backend, {}).empty());
  EXPECT_EQ(backend.calls(), 0);
}

TEST(BlockingBackend, AnExceptionOfOneCallEndsTheRunAndReachesTheCaller) {
  CountingBackend backend(3, [](const Request& request) {
    if (request.id.sample_id == "s5") throw std::runtime_error("broken");
    return fine(request);
  });
  EXPECT_THROW(test::ask_all(backend, test::questions(1000)), std::runtime_error);
  EXPECT_LT(backend.calls(), 100);
}

TEST(BlockingBackend, StopEndsItAfterTheCallsUnderWay) {
  std::stop_source source;
  CountingBackend backend(2, [&](const Request& request) {
    if (request.id.sample_id == "s10") source.request_stop();
    return fine(request);
  });
  EXPECT_LE(test::ask_all(backend, test::questions(1000), source.get_token()).size(), 14U);
}

}  // namespace
}  // namespace assay::backends
