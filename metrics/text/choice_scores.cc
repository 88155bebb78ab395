#include "metrics/text/choice_scores.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "harness/core/check.h"
#include "metrics/text/epochs.h"

namespace assay::metrics {

std::optional<Unscored> trouble_with_choices(const Sample& sample) {
  if (sample.choices.empty()) return Unscored{"no choices"};
  if (sample.target_choices.empty()) return Unscored{std::string(kNoReference)};
  for (const int target : sample.target_choices)
    if (target < 0 || static_cast<std::size_t>(target) >= sample.choices.size())
      return Unscored{fmt::format("the right choice is number {} of {} (from 0)", target, sample.choices.size())};
  return std::nullopt;
}

std::variant<std::vector<double>, Unscored> choice_logprobs(const Sample& sample, const Loglikelihoods& answer) {
  if (answer.continuations.size() != sample.choices.size())
    return Unscored{
        fmt::format("{} log-likelihoods for {} choices", answer.continuations.size(), sample.choices.size())};
  std::vector<double> found;
  for (const ContinuationScore& score : answer.continuations) {
    if (std::isnan(score.logprob) || score.logprob == std::numeric_limits<double>::infinity())
      return Unscored{fmt::format("the log-likelihood of choice {} is {}", found.size(), score.logprob)};
    found.push_back(score.logprob);
  }
  return found;
}

std::optional<std::size_t> best_choice(std::span<const double> scores) {
  const auto best = std::max_element(scores.begin(), scores.end());
  if (best == scores.end() || *best == -std::numeric_limits<double>::infinity()) return std::nullopt;
  return static_cast<std::size_t>(best - scores.begin());
}

bool is_right_choice(const Sample& sample, std::size_t choice) {
  return std::find(sample.target_choices.begin(), sample.target_choices.end(), static_cast<int>(choice)) !=
         sample.target_choices.end();
}

std::vector<double> log_softmax(std::span<const double> logprobs) {
  ASSAY_CHECK(!logprobs.empty());
  const double highest = *std::max_element(logprobs.begin(), logprobs.end());
  ASSAY_CHECK(std::isfinite(highest));
  double sum = 0.0;
  for (const double logprob : logprobs) sum += std::exp(logprob - highest);
  std::vector<double> found;
  found.reserve(logprobs.size());
  for (const double logprob : logprobs) found.push_back(logprob - highest - std::log(sum));
  return found;
}

}  // namespace assay::metrics
