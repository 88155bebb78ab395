#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "harness/core/rater.h"

namespace assay::run {

/// Puts requests to one of the judges; the responses in the order of the requests, nullopt where it was interrupted.
using AskJudge = std::function<std::optional<std::vector<Response>>(std::size_t judge, std::span<const Request> requests)>;

/// Rates samples: asks the judges whatever the rater wants to know, all samples together and round by round, until it has no
/// more questions. A sample is nullopt where one of its answers, its rivals' or a judge's reply failed: nothing more is asked about it then.
/// nullopt where it was interrupted. Throws: what the rater and `ask` throw.
std::optional<std::vector<std::optional<Rating>>> rate_samples(const Rater& rater, std::span<const Judged> samples,
                                                               const AskJudge& ask);

}  // namespace assay::run
