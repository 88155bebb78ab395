#pragma once

#include <span>

#include "harness/core/metric.h"

namespace assay::metrics {

/// Whether what is right is also what the model would have said by itself: the continuation (or one of the right choices)
/// whose every token is the most probable one. Unscored where the answers are no log-likelihoods, or have no score for a
/// right choice.
/// Source: lm-evaluation-harness 0.4, acc of loglikelihood tasks and exact_match of multiple choice.
Scored greedy_match(const Sample& sample, std::span<const Response> epochs);

/// Whether the answers are log-likelihoods.
bool are_loglikelihoods(std::span<const Response> epochs);

}  // namespace assay::metrics
