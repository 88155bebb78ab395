#include "backends/http/endpoint.h"

#include <fmt/core.h>

#include <algorithm>
#include <ctime>
#include <queue>
#include <unordered_map>
#include <utility>
#include <vector>

#include "backends/http/base_url.h"
#include "backends/http/http_client.h"
#include "backends/http/json_api.h"
#include "backends/http/rate_limit.h"
#include "harness/core/check.h"
#include "harness/core/clock.h"
#include "harness/core/error.h"
#include "harness/core/json.h"
#include "harness/core/random.h"

namespace assay::backends {
namespace {

constexpr std::size_t kWaitingPerPlace = 16;
constexpr int kMinGoneAfter = 8;

// A request on its way: everything kept of it between its attempts.
struct Ask {
  std::size_t index = 0;
  int attempts = 0;
  int bad_replies = 0;
  double first_sent = 0.0;
};

struct Waiting {
  double due = 0.0;
  Ask ask;
  bool operator>(const Waiting& other) const {
    return due != other.due ? due > other.due : ask.index > other.ask.index;
  }
};

class Conversation {
 public:
  Conversation(const EndpointOptions& options, const ApiFormat& format, std::span<const Request> requests,
               ResponseSink& sink)
      : options_(options),
        format_(format),
        requests_(requests),
        sink_(sink),
        redact_(options.key),
        limit_(options.requests_per_minute),
        max_waiting_(kWaitingPerPlace * static_cast<std::size_t>(options.max_concurrency)) {}

  Pull next() {
    const double now = monotonic_seconds();
    const bool is_retry_due = !waiting_.empty() && waiting_.top().due <= now;
    if (!is_retry_due && (next_ >= requests_.size() || waiting_.size() >= max_waiting_)) {
      if (waiting_.empty()) return NoMore{};
      return WaitUntil{waiting_.top().due};
    }
    Ask ask;
    std::optional<ApiCall> call;
    if (is_retry_due) {
      ask = waiting_.top().ask;
    } else {
      ask.index = next_;
    }
    auto written = format_.write(requests_[ask.index]);
    if (auto* failure = std::get_if<Failure>(&written)) {
      ++next_;  // a request that cannot be written is never retried, so this is a fresh one
      put(ask, Response{{}, std::move(*failure), {}, {}});
      return WaitUntil{now};  // comes back at once, after a look at the sockets and at `stop`
    }
    if (const double free_at = limit_.take(now); free_at > now) return WaitUntil{free_at};
    if (is_retry_due) {
      waiting_.pop();
    } else {
      ++next_;
      ask.first_sent = now;
    }
    ++ask.attempts;
    auto& written_call = std::get<ApiCall>(written);
    const std::uint64_t tag = next_tag_++;
    in_flight_.emplace(tag, ask);
    return HttpRequest{tag, options_.base_url + written_call.path, json::dump(written_call.body)};
  }

  void on_done(HttpResult result) {
    const auto found = in_flight_.find(result.tag);
    ASSAY_CHECK(found != in_flight_.end());
    Ask ask = found->second;
    in_flight_.erase(found);
    const bool is_unreachable = result.error == TransportError::kCannotConnect || result.error == TransportError::kTls;
    if (!is_unreachable && (result.status != 0 || result.error == TransportError::kCut)) {
      has_answered_ = true;
      unreachable_in_a_row_ = 0;
    }
    std::optional<Failure> failure = failure_of(result, redact_);
    if (!failure) {
      std::variant<Response, BadReply> reply = read(requests_[ask.index], result);
      if (auto* response = std::get_if<Response>(&reply)) {
        put(ask, std::move(*response));
        return;
      }
      failure = Failure{FailureKind::kBadResponse, std::get<BadReply>(reply).reason, 1};
    }
    if (failure->kind == FailureKind::kBadResponse) ++ask.bad_replies;
    if (may_retry(ask, *failure, result.error)) {
      std::optional<double> asked;
      if (result.retry_after && result.error == TransportError::kNone)
        asked = parse_retry_after(*result.retry_after, std::time(nullptr));
      const RequestId& id = requests_[ask.index].id;
      const std::uint64_t seed = stream_seed(static_cast<std::uint64_t>(id.slot), "http retry", id.sample_id,
                                             static_cast<std::uint64_t>(id.epoch));
      waiting_.push({monotonic_seconds() + retry_wait(options_.retry, ask.attempts, seed, asked), ask});
      return;
    }
    if (is_unreachable) give_up_if_gone(ask, *failure, result.error);
    failure->attempts = ask.attempts;
    put(ask, Response{{}, std::move(*failure), {}, {}});
  }

 private:
  bool may_retry(const Ask& ask, const Failure& failure, TransportError error) const {
    if (!is_worth_retrying(failure.kind) || error == TransportError::kTooLarge || error == TransportError::kTls)
      return false;
    int allowed = options_.retry.max_retries;
    if (failure.kind == FailureKind::kBadResponse && ask.bad_replies > kMaxBadResponseRetries) return false;
    if (error == TransportError::kCannotConnect && !has_answered_) allowed = std::min(allowed, kMaxFirstContactRetries);
    return ask.attempts <= allowed;
  }

  // The rule of the header: an endpoint that is not there, or no longer there, ends the run.
  void give_up_if_gone(const Ask& ask, const Failure& failure, TransportError error) {
    ++unreachable_in_a_row_;
    const std::string times = ask.attempts == 1 ? "1 attempt" : fmt::format("{} attempts", ask.attempts);
    if (!has_answered_) {
      const std::string_view advice = error == TransportError::kTls
                                          ? "its certificate must be one that this machine trusts"
                                          : "is a server running there, and is base_url right?";
      throw Error(ErrorKind::kRuntime, fmt::format("no answer from {}: {} ({}); {}", shown_url(options_.base_url),
                                                   failure.message, times, advice));
    }
    if (unreachable_in_a_row_ >= std::max(kMinGoneAfter, options_.max_concurrency))
      throw Error(
          ErrorKind::kRuntime,
          fmt::format("{} has stopped answering: {} for {} requests in a row, {} each; what was answered before "
                      "is kept, and the same run goes on from there",
                      shown_url(options_.base_url), failure.message, unreachable_in_a_row_, times));
  }

  std::variant<Response, BadReply> read(const Request& request, const HttpResult& result) const {
    Value reply;
    try {
      reply = json::parse(result.body, "the reply");
    } catch (const Error&) {
      const std::string words = shorten(redact_(result.body), 120);
      if (words.empty()) return BadReply{"the reply is empty"};
      return BadReply{fmt::format("the reply is not JSON: {}", words)};
    }
    if (!reply.is_object()) return BadReply{fmt::format("the reply is a JSON {}, not an object", kind_name(reply))};
    if (const Value* error = reply.find("error"); error != nullptr && !error->is_null())
      return BadReply{fmt::format("the reply is an error in spite of its status {}: {}", result.status,
                                  shorten(redact_(error_words(result.body))))};
    std::variant<Response, BadReply> out = format_.read(request, reply);
    if (auto* response = std::get_if<Response>(&out)) {
      // An endpoint that repeats the key inside an answer must not get it into a store.
      if (auto* completion = std::get_if<Completion>(&response->body)) {
        completion->text = redact_(std::move(completion->text));
        for (TokenLogprob& token : completion->logprobs) token.token = redact_(std::move(token.token));
      }
    } else {
      auto& reason = std::get<BadReply>(out).reason;
      reason = shorten(redact_(std::move(reason)));
    }
    return out;
  }

  void put(const Ask& ask, Response response) {
    response.id = requests_[ask.index].id;
    if (ask.attempts > 0) response.timing.seconds = monotonic_seconds() - ask.first_sent;
    sink_.put(std::move(response));
  }

  const EndpointOptions& options_;
  const ApiFormat& format_;
  std::span<const Request> requests_;
  ResponseSink& sink_;
  Redactor redact_;
  RateLimit limit_;
  std::size_t max_waiting_;
  std::size_t next_ = 0;
  std::uint64_t next_tag_ = 0;
  std::unordered_map<std::uint64_t, Ask> in_flight_;
  std::priority_queue<Waiting, std::vector<Waiting>, std::greater<>> waiting_;
  bool has_answered_ = false;
  int unreachable_in_a_row_ = 0;
};

}  // namespace

void ask_endpoint(const EndpointOptions& options, const ApiFormat& format, std::span<const Request> requests,
                  ResponseSink& sink, std::stop_token stop) {
  if (requests.empty()) return;
  HttpOptions http;
  http.max_in_flight = options.max_concurrency;
  http.connect_timeout = options.connect_timeout;
  http.timeout = options.timeout;
  http.max_response_bytes = options.max_response_bytes;
  http.headers = format.headers(options.key);
  HttpClient client(std::move(http));
  Conversation conversation(options, format, requests, sink);
  client.run([&] { return conversation.next(); }, [&](HttpResult result) { conversation.on_done(std::move(result)); },
             stop);
}

std::optional<double> cost_of(const EndpointOptions& options, const Usage& usage) {
  if (!options.input_price && !options.output_price) return std::nullopt;
  return (static_cast<double>(usage.prompt_tokens) * options.input_price.value_or(0.0) +
          static_cast<double>(usage.completion_tokens) * options.output_price.value_or(0.0)) /
         1e6;
}

}  // namespace assay::backends
