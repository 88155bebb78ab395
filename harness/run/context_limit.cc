#include "harness/run/context_limit.h"

#include <fmt/core.h>

#include <algorithm>

#include "harness/core/error.h"

namespace assay::run {
namespace {

struct Measured {
  std::int64_t tokens = 0;  // of the longest request
  bool generates = false;
  int max_answer = 0;  // that is asked for

  // What must be free behind the prompt.
  std::int64_t room(std::int64_t max_tokens) const {
    return generates ? std::max<std::int64_t>(1, std::min<std::int64_t>(max_answer, max_tokens / 2)) : 0;
  }
};

Measured measure(std::span<const Request> requests, const ContextLimit& limit) {
  Measured out;
  for (const Request& request : requests) {
    if (request.id.epoch > 0) continue;  // the same prompt again
    out.tokens = std::max(out.tokens, limit.count(request).value_or(0));
    if (const auto* generate = std::get_if<Generate>(&request.body)) {
      out.generates = true;
      out.max_answer = std::max(out.max_answer, generate->sampling.max_tokens);
    }
  }
  return out;
}

bool has_room(const Measured& measured, std::int64_t max_tokens) {
  return measured.tokens + measured.room(max_tokens) <= max_tokens;
}

}  // namespace

FittedPlan plan_within(const OpenTask& task, const Sample& sample, std::span<const Response> earlier,
                       const ContextLimit& limit) {
  FittedPlan out{plan(task, sample, earlier), 0, std::nullopt};
  Measured measured = measure(out.requests, limit);
  if (has_room(measured, limit.max_tokens)) return out;
  // Each example adds tokens, so the most that fit are found by halving; none is what stays if nothing fits.
  int fits = 0, too_many = task.num_fewshot;
  const auto with = [&](int examples) { return plan(task, sample, earlier, examples); };
  while (too_many - fits > 1) {
    const int middle = fits + (too_many - fits) / 2;
    (has_room(measure(with(middle), limit), limit.max_tokens) ? fits : too_many) = middle;
  }
  if (task.num_fewshot > 0) {
    out.requests = with(fits);
    out.dropped = task.num_fewshot - fits;
    measured = measure(out.requests, limit);
  }
  // Less room than the answer may want is no reason not to ask: it is cut, and counted as such.
  if (measured.tokens + (measured.generates ? 1 : 0) > limit.max_tokens)
    out.too_long =
        Failure{FailureKind::kContextTooLong,
                fmt::format("the prompt has {} tokens without few-shot examples, and {} is the limit; it is not truncated",
                            measured.tokens, limit.max_tokens),
                0};
  return out;
}

std::optional<ContextLimit> context_limit(const OpenTask& task, const Backend& backend) {
  const std::optional<std::int64_t> own = backend.info().context_length;
  if (!task.max_context_tokens && (!own || task.like_lm_eval)) return std::nullopt;
  if (task.max_context_tokens && !backend.info().counts_tokens)
    throw Error(
        ErrorKind::kConfig,
        fmt::format(
            "{}: max_context_tokens is {}, but the backend '{}' of the model '{}' cannot count tokens; where it has the "
            "option context_length, set that",
            task.spec.file, *task.max_context_tokens, backend.info().backend, backend.info().model));
  ContextLimit limit;
  limit.max_tokens =
      std::min(task.max_context_tokens.value_or(own.value_or(0)), own.value_or(task.max_context_tokens.value_or(0)));
  limit.count = [&backend](const Request& request) { return backend.count_tokens(request); };
  return limit;
}

void RefusingBackend::run(std::span<const Request> requests, ResponseSink& sink, std::stop_token stop) {
  if (refused_.empty()) return inner_.run(requests, sink, std::move(stop));
  std::vector<Request> rest;
  for (const Request& request : requests) {
    const auto found = refused_.find(request.id);
    if (found == refused_.end())
      rest.push_back(request);
    else
      sink.put({request.id, found->second, {}, {}});
  }
  if (!rest.empty()) inner_.run(rest, sink, std::move(stop));
}

}  // namespace assay::run
