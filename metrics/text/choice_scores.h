#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <variant>
#include <vector>

#include "harness/core/metric.h"

namespace assay::metrics {

/// Why no answer to this sample's choices could be scored: none, no right one, or a right one that is not there;
/// nullopt where all is well.
std::optional<Unscored> trouble_with_choices(const Sample& sample);

/// The log-likelihood of each choice; Unscored where there are more or fewer than choices, or one is no logarithm of a
/// probability. -infinity is one.
std::variant<std::vector<double>, Unscored> choice_logprobs(const Sample& sample, const Loglikelihoods& answer);

/// The index of the highest score, the lowest one of a tie; nullopt where all are -infinity.
std::optional<std::size_t> best_choice(std::span<const double> scores);

/// Whether a choice is one of the right ones.
bool is_right_choice(const Sample& sample, std::size_t choice);

/// The logarithm of each choice's probability among the choices: logprob - log sum exp logprobs, exact far below the
/// least double. Requires: one is finite.
std::vector<double> log_softmax(std::span<const double> logprobs);

}  // namespace assay::metrics
