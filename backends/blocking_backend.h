#pragma once

#include "harness/core/backend.h"

namespace assay::backends {

/// Adapts one blocking call a request to the batch interface: `num_threads` threads take the requests in order.
class BlockingBackend : public Backend {
 public:
  /// Requires: num_threads >= 1.
  explicit BlockingBackend(int num_threads) : num_threads_(num_threads) {}

  void run(std::span<const Request> requests, ResponseSink& sink, std::stop_token stop) final;

  /// Answers one request; what goes wrong is a Failure. The id of the response is filled in by the caller.
  /// Threads: called from several threads at once.
  virtual Response complete(const Request& request, std::stop_token stop) = 0;

 private:
  int num_threads_;
};

}  // namespace assay::backends
