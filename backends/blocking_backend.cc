#include "backends/blocking_backend.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace assay::backends {

void BlockingBackend::run(std::span<const Request> requests, ResponseSink& sink, std::stop_token stop) {
  std::atomic<std::size_t> next = 0;
  std::mutex mutex;
  std::exception_ptr error;
  auto work = [&] {
    try {
      while (!stop.stop_requested()) {
        const std::size_t i = next.fetch_add(1);
        if (i >= requests.size()) return;
        Response response = complete(requests[i], stop);
        if (stop.stop_requested() && response.failed()) return;
        response.id = requests[i].id;
        sink.put(std::move(response));
      }
    } catch (...) {
      const std::lock_guard lock(mutex);
      if (!error) error = std::current_exception();
      next = requests.size();
    }
  };
  const std::size_t num_threads = std::min(static_cast<std::size_t>(num_threads_), std::max<std::size_t>(1, requests.size()));
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 1; i < num_threads; ++i) threads.emplace_back(work);
    work();
  }
  if (error) std::rethrow_exception(error);
}

}  // namespace assay::backends
