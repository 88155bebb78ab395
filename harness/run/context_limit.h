#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "harness/core/backend.h"
#include "harness/run/plan.h"

namespace assay::run {

/// How long what a model reads may be, and how it is measured.
struct ContextLimit {
  std::int64_t max_tokens = 0;  ///< of prompt and answer together
  /// Tokens of a request before its answer, its longest continuation included; nullopt where they are not known. Pure.
  std::function<std::optional<std::int64_t>(const Request&)> count;
};

/// The requests about a sample, made to fit.
struct FittedPlan {
  std::vector<Request> requests;
  int dropped = 0;                  ///< few-shot examples that are left out
  std::optional<Failure> too_long;  ///< they do not even fit without examples: nobody is to be asked
};

/// As `plan`, with as many few-shot examples as fit: whole examples are left out, the last ones first, so that the prompt is
/// exactly that of a run with fewer; no text is ever cut. An answer needs `max_tokens` of the sampling, but no more than
/// half of the context is kept for it. Pure, the limit's counter included. Throws: as `plan`.
FittedPlan plan_within(const OpenTask& task, const Sample& sample, std::span<const Response> earlier,
                       const ContextLimit& limit);

/// The limit for a task on a model: what the task or the run states, at most the model's own; nullopt where neither is
/// known, and for a run like lm-evaluation-harness's that states none. Requires: `backend` outlives it. Throws:
/// Error(kConfig) where one is stated and the backend cannot count tokens.
std::optional<ContextLimit> context_limit(const OpenTask& task, const Backend& backend);

/// A backend that answers some requests with a failure itself and hands on the others.
class RefusingBackend final : public Backend {
 public:
  /// Requires: `inner` outlives it.
  RefusingBackend(Backend& inner, std::map<RequestId, Failure> refused) : inner_(inner), refused_(std::move(refused)) {}

  const BackendInfo& info() const override { return inner_.info(); }
  void run(std::span<const Request> requests, ResponseSink& sink, std::stop_token stop) override;
  std::optional<std::int64_t> count_tokens(const Request& request) const override { return inner_.count_tokens(request); }

 private:
  Backend& inner_;
  std::map<RequestId, Failure> refused_;
};

}  // namespace assay::run
