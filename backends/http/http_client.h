#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <variant>
#include <vector>

namespace assay::backends {

/// One POST, or a GET without a body. `tag` is the caller's own number for it.
struct HttpRequest {
  std::uint64_t tag = 0;
  std::string url;
  std::string body;
  bool is_get = false;
};

/// Why no whole answer arrived.
enum class TransportError {
  kNone,
  kCannotConnect,  ///< refused, unreachable, no such host name, no TLS there: nothing was sent
  kTls,            ///< the certificate is not one that this machine trusts: nothing was sent
  kCut,            ///< the connection ended before the answer did
  kTimeout,        ///< the answer took longer than allowed
  kTooLarge,       ///< the answer is larger than allowed
  kOther,
};

/// What came of one HttpRequest.
struct HttpResult {
  std::uint64_t tag = 0;
  TransportError error = TransportError::kNone;
  std::string error_text;                  ///< a clause for a person; no URL, header or body in it
  int status = 0;                          ///< 0 where no status line arrived
  std::string body;                        ///< of any status; incomplete with an error
  std::optional<std::string> retry_after;  ///< the Retry-After header as it was sent
  double seconds = 0.0;                    ///< of this one attempt
};

/// What a source of requests says when a place is free: the next request, or
struct WaitUntil {
  double time = 0.0;  ///< on the clock of monotonic_seconds: ask again then, or after the next answer
};
/// that it has none until the next answer; with nothing in flight, that the work is done.
struct NoMore {};
using Pull = std::variant<HttpRequest, WaitUntil, NoMore>;

/// Limits and headers of all requests of a client.
struct HttpOptions {
  int max_in_flight = 64;
  double connect_timeout = 10.0;                      ///< Units: seconds
  double timeout = 300.0;                             ///< Units: seconds, from connecting to the last byte
  std::size_t max_response_bytes = 64 * 1024 * 1024;  ///< of one body
  std::vector<std::string> headers;                   ///< "Name: value"; sent, and never shown anywhere
};

/// Sends requests over many connections from one thread. HTTP/1.1 with keep-alive, only http and https, certificates
/// are verified, redirects are not followed. Proxies are those of the environment, except for this machine's own
/// addresses. Memory depends on `max_in_flight` alone: a request is pulled only when a place is free for it. Threads:
/// one `run` at a time.
class HttpClient {
 public:
  explicit HttpClient(HttpOptions options);
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  /// Pulls requests and reports each result until the source has no more and nothing is in flight, or `stop` is
  /// requested: then what is in flight is dropped without a result, at once. Both callbacks are called on this thread;
  /// what they throw ends the run. Throws: Error(kRuntime) where libcurl itself cannot work.
  void run(const std::function<Pull()>& next, const std::function<void(HttpResult)>& on_done, std::stop_token stop);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace assay::backends
