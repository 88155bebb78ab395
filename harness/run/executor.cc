#include "harness/run/executor.h"

#include <exception>
#include <map>
#include <stop_token>
#include <thread>
#include <unordered_map>

#include "harness/core/check.h"
#include "harness/core/hash.h"
#include "harness/run/bounded_queue.h"

namespace assay::run {
namespace {

constexpr std::size_t kQueueCapacity = 256;
constexpr std::chrono::milliseconds kPoll{50};

std::string key_of(const Request& request, const BackendInfo& info) {
  if (!info.answers_by_id) return content_key(request, info.fingerprint);
  const std::string who = Sha256().field(request.id.sample_id).field(std::to_string(request.id.slot)).hex();
  return content_key(request, info.fingerprint + who);
}

class QueueSink : public ResponseSink {
 public:
  explicit QueueSink(BoundedQueue<Response>& queue) : queue_(queue) {}
  void put(Response response) override { queue_.push(std::move(response)); }

 private:
  BoundedQueue<Response>& queue_;
};

// The backend on its own thread, for as long as the object lives.
class BackendThread {
 public:
  BackendThread(Backend& backend, std::span<const Request> requests, BoundedQueue<Response>& queue) : queue_(queue) {
    thread_ = std::jthread([this, &backend, requests](std::stop_token stop) {
      try {
        QueueSink sink(queue_);
        backend.run(requests, sink, stop);
      } catch (...) {
        error_ = std::current_exception();
      }
      queue_.close();
    });
  }
  ~BackendThread() {
    queue_.close();  // a backend that waits for room goes on and finds the stop
    thread_.request_stop();
    if (thread_.joinable()) thread_.join();
  }
  void request_stop() { thread_.request_stop(); }
  void finish() {
    thread_.join();
    if (error_) std::rethrow_exception(error_);
  }

 private:
  BoundedQueue<Response>& queue_;
  std::exception_ptr error_;
  std::jthread thread_;
};

}  // namespace

Execution execute(Backend& backend, std::span<const Request> requests, ResponseLog& log,
                  const std::atomic<bool>& interrupted, const OnAnswer& on_answer) {
  Execution out;
  out.responses.resize(requests.size());
  std::vector<std::string> keys;
  keys.reserve(requests.size());
  for (const Request& request : requests) keys.push_back(key_of(request, backend.info()));

  auto take = [&](std::size_t i, Response response, bool cached) {
    response.id = requests[i].id;
    response.user_turn = requests[i].user_turn;
    log.put(requests[i], keys[i], response, cached);
    if (cached) ++out.cached;
    if (response.failed()) ++out.failed;
    out.responses[i] = std::move(response);
  };

  // Equal questions: the first asks, the others wait for its answer.
  std::vector<Request> to_ask;
  std::map<RequestId, std::size_t> asked_at;
  std::unordered_map<std::string, std::vector<std::size_t>> same;
  const std::vector<std::optional<Response>> stored = log.find(keys);
  for (std::size_t i = 0; i < requests.size(); ++i) {
    if (stored[i]) {
      take(i, *stored[i], true);
      continue;
    }
    std::vector<std::size_t>& group = same[keys[i]];
    if (group.empty()) {
      to_ask.push_back(requests[i]);
      ASSAY_CHECK(asked_at.emplace(requests[i].id, i).second);
    }
    group.push_back(i);
  }
  on_answer(out);

  if (!to_ask.empty() && !interrupted) {
    BoundedQueue<Response> queue(kQueueCapacity);
    BackendThread thread(backend, to_ask, queue);
    while (!queue.finished()) {
      if (interrupted && !out.interrupted) {
        out.interrupted = true;
        thread.request_stop();
      }
      std::optional<Response> response = queue.pop(kPoll);
      if (!response) {
        log.idle();
        continue;
      }
      const auto found = asked_at.find(response->id);
      ASSAY_CHECK(found != asked_at.end() && !out.responses[found->second]);
      ++out.asked;
      const std::vector<std::size_t>& group = same[keys[found->second]];
      for (std::size_t i : group) take(i, *response, i != group.front());
      on_answer(out);
    }
    thread.finish();
  }
  for (const auto& response : out.responses) out.interrupted |= !response.has_value() && interrupted;
  if (!out.interrupted)
    for (const auto& response : out.responses) ASSAY_CHECK(response.has_value());
  log.flush();
  return out;
}

}  // namespace assay::run
