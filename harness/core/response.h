#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "harness/core/request.h"

namespace assay {

enum class FinishReason {
  kStop,           ///< end-of-sequence token or a stop string
  kLength,         ///< max_tokens or the context's end: the answer is truncated
  kContentFilter,  ///< the endpoint refused
};

struct TokenLogprob {
  std::string token;
  double logprob = 0.0;  ///< nats
};

/// A generated answer.
struct Completion {
  std::string text;
  FinishReason finish = FinishReason::kStop;
  std::vector<TokenLogprob> logprobs;  ///< empty where the backend gives none
};

/// The score of one continuation.
struct ContinuationScore {
  double logprob = 0.0;  ///< nats, summed over its tokens
  int num_tokens = 0;
  int num_bytes = 0;
  bool is_greedy = false;  ///< each token is the most probable one at its place
};

/// One score a continuation, in the request's order; a single one for a rolling log-likelihood.
struct Loglikelihoods {
  std::vector<ContinuationScore> continuations;
};

enum class FailureKind {
  kTimeout,
  kRateLimited,
  kServerError,
  kConnection,
  kBadResponse,      ///< an answer that is not what the protocol promises
  kRejected,         ///< the endpoint says that the request itself is wrong (4xx)
  kContextTooLong,
  kUnsupported,      ///< the backend cannot do this kind of request
  kMissing,          ///< nothing recorded for this request (replay)
};

/// A question that got no answer: a value, stored and counted, never a score of 0.
struct Failure {
  FailureKind kind = FailureKind::kServerError;
  std::string message;
  int attempts = 1;
};

struct Usage {
  std::int64_t prompt_tokens = 0;
  std::int64_t completion_tokens = 0;
  std::optional<double> cost;  ///< in the currency of the model's price
};

struct Timing {
  double seconds = 0.0;                         ///< from first sending to the last byte, retries included
  std::optional<double> first_token_seconds;
};

/// The one answer to a request, whatever came of it.
struct Response {
  RequestId id;
  std::variant<Completion, Loglikelihoods, Failure> body;
  Usage usage;
  Timing timing;

  bool failed() const { return std::holds_alternative<Failure>(body); }
};

/// Stable names, as stored and reported: "stop", "length", "content_filter"; "timeout", "rate_limited", ...
std::string_view name_of(FinishReason reason);
std::string_view name_of(FailureKind kind);
/// The inverse. Throws: Error(kData) for a name that is not one.
FinishReason finish_reason_from(std::string_view name);
FailureKind failure_kind_from(std::string_view name);

}  // namespace assay
