#include "backends/local/schedule/job.h"

#include <fmt/core.h>

namespace assay::local {

std::optional<Failure> refuse_sequence(std::span<const std::int32_t> ids, std::int64_t more,
                                       const SequenceLimits& limits) {
  if (ids.empty()) return Failure{FailureKind::kRejected, "the prompt has no tokens; expected at least one", 1};
  for (std::size_t i = 0; i < ids.size(); ++i)
    if (ids[i] < 0 || ids[i] >= limits.vocab_size)
      return Failure{FailureKind::kRejected,
                     fmt::format("token {} of the sequence is {}; the model's vocabulary has ids 0..{}", i, ids[i],
                                 limits.vocab_size - 1),
                     1};
  const std::int64_t length = static_cast<std::int64_t>(ids.size()) + more;
  if (length > limits.context_length)
    return Failure{FailureKind::kContextTooLong,
                   fmt::format("the sequence needs {} positions and the model's context has {}; it is not truncated",
                               length, limits.context_length),
                   1};
  return std::nullopt;
}

Failure non_finite_logits() {
  return {FailureKind::kServerError,
          "the model's logits are not finite numbers: its weights are damaged or overflow single precision", 1};
}

}  // namespace assay::local
