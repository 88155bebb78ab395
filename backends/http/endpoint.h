#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "backends/http/retry_policy.h"
#include "harness/core/backend.h"
#include "harness/core/options.h"
#include "harness/core/value.h"

namespace assay::backends {

/// Where an API is and how it may be used. None of it but the address changes an answer.
struct EndpointOptions {
  std::string base_url;  ///< as `normalised_base_url` gives it
  std::string key;       ///< the secret itself; never in a message, a fingerprint or an info
  int max_concurrency = 64;
  double requests_per_minute = 0.0;  ///< 0: no limit
  double timeout = 300.0;            ///< of one attempt. Units: seconds
  double connect_timeout = 10.0;     ///< Units: seconds
  std::size_t max_response_bytes = 64 * 1024 * 1024;
  RetryOptions retry;
  std::optional<double> input_price, output_price;  ///< per million tokens
};

/// Reads `base_url api_key_env max_concurrency requests_per_minute timeout_s connect_timeout_s max_retries
/// max_retry_wait_s price`. The key is read from the environment here. Throws: Error(kConfig); one that names the
/// variable where `api_key_env` is unset, empty or has control characters.
EndpointOptions read_endpoint_options(const Options& options);
/// One call: the path behind base_url and the JSON to post.
struct ApiCall {
  std::string path;
  Value body;
};

/// A reply that is not what the protocol promises: a clause for a person.
struct BadReply {
  std::string reason;
};

/// What an API makes of requests and replies; pure. Threads: called from one thread.
class ApiFormat {
 public:
  virtual ~ApiFormat() = default;
  /// Headers of every call, the one with the key included.
  virtual std::vector<std::string> headers(const std::string& key) const = 0;
  /// The call for a request, or the Failure of one that this API cannot answer.
  virtual std::variant<ApiCall, Failure> write(const Request& request) const = 0;
  /// Body and usage of the answer (id and timing are the caller's), or why the reply is none.
  virtual std::variant<Response, BadReply> read(const Request& request, const Value& reply) const = 0;
};

/// Answers all requests as Backend::run promises.
///
/// Tried again, with exponential back-off or as Retry-After says: HTTP 408, 429 and 5xx, time-outs, connections that
/// are refused or cut, and (at most twice) replies that cannot be read. Any other status fails at once. While requests
/// wait to be tried again others take their places; at most 16 times max_concurrency wait.
///
/// An endpoint that is not there ends the run, instead of every request of it failing by itself:
/// - Until the endpoint has answered anything in this run, a connection is retried at most 3 times (about 3 seconds
/// where
///   it is refused); the first request that uses them up ends the run. A certificate that is not trusted ends it at
///   once.
/// - After that, a failure to connect is the request's own Failure once its retries are used up; but when that happens
/// to
///   max_concurrency requests in a row (at least 8) with no answer in between, the endpoint has gone and the run ends.
/// What was answered before is with the sink. Throws: Error(kRuntime) that names the endpoint, in these cases.
void ask_endpoint(const EndpointOptions& options, const ApiFormat& format, std::span<const Request> requests,
                  ResponseSink& sink, std::stop_token stop);

/// What `usage` costs at the endpoint's price; nullopt where it has none. Units: the currency of the price
std::optional<double> cost_of(const EndpointOptions& options, const Usage& usage);

}  // namespace assay::backends
