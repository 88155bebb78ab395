#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "harness/core/backend.h"
#include "harness/core/request.h"
#include "harness/core/response.h"

namespace assay::run {

/// Where answers are looked up and kept: what the executor needs of a store.
/// Threads: main thread.
class ResponseLog {
 public:
  virtual ~ResponseLog() = default;
  /// The stored answer to each content key, nullopt where there is none. A stored failure is none: it is asked again.
  virtual std::vector<std::optional<Response>> find(std::span<const std::string> keys) = 0;
  /// Keeps an answer (or links one that was found: `cached`) with who asked for it.
  virtual void put(const Request& request, const std::string& key, const Response& response, bool cached) = 0;
  /// Called while nothing comes in: what was put a while ago is made durable.
  virtual void idle() = 0;
  /// Makes everything that was put durable.
  virtual void flush() = 0;
};

/// What came of a pass.
struct Execution {
  std::vector<std::optional<Response>> responses;  ///< in the order of the requests; nullopt: interrupted before it was asked
  std::int64_t asked = 0, cached = 0, failed = 0;
  bool interrupted = false;
};

/// Called after each answer with the numbers so far.
using OnAnswer = std::function<void(const Execution& so_far)>;

/// Answers all requests: from the log where it knows the answer, else from the backend, which runs on a thread of its own and
/// hands its responses through a bounded queue to this thread, which alone writes to the log. Equal questions are asked once.
/// Where `interrupted` becomes true the backend is asked to stop, and what it had answered is kept.
/// Throws: what the backend throws (misconfiguration), and what the log throws; the backend's thread has ended by then.
Execution execute(Backend& backend, std::span<const Request> requests, ResponseLog& log,
                  const std::atomic<bool>& interrupted, const OnAnswer& on_answer);

}  // namespace assay::run
