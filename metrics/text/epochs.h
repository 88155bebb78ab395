#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "harness/core/metric.h"

namespace assay::metrics {

/// The texts that a sample was answered with, one an epoch: the completions of slot 0. Unscored with the reason where
/// there is none or one of them is no completion. The views live as long as `epochs`.
std::variant<std::vector<std::string_view>, Unscored> completion_texts(std::span<const Response> epochs);

/// The log-likelihoods of slot 0, one an epoch; Unscored as above.
std::variant<std::vector<const Loglikelihoods*>, Unscored> loglikelihoods(std::span<const Response> epochs);

/// The log-likelihoods of slot 1, in the order of those of slot 0 and one for each: what the choices have without a
/// context. Unscored where one is missing.
std::variant<std::vector<const Loglikelihoods*>, Unscored> unconditional_loglikelihoods(std::span<const Response> epochs);

/// The row of a mean-like metric whose sample has a value in each epoch: [mean, number of epochs, sum of squared deviations
/// from the mean] (see IntervalMethod); the mean is also the sample's value. Requires: not empty, all finite.
Scored scored_epochs(std::span<const double> values, std::string detail = "");

/// `scored_epochs` of `score(text)`. Unscored where the sample has no reference or an answer is no text.
Scored mean_over_epochs(const Sample& sample, std::span<const Response> epochs,
                        const std::function<double(std::string_view text)>& score);

/// The reason of every metric for a sample without any target.
inline constexpr std::string_view kNoReference = "no reference";

}  // namespace assay::metrics
