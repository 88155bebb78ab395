#include "metrics/text/greedy_match.h"

#include <fmt/core.h>

#include <vector>

#include "metrics/text/choice_scores.h"
#include "metrics/text/epochs.h"

namespace assay::metrics {

bool are_loglikelihoods(std::span<const Response> epochs) {
  return !epochs.empty() && std::holds_alternative<Loglikelihoods>(epochs.front().body);
}

Scored greedy_match(const Sample& sample, std::span<const Response> epochs) {
  const auto unscored = [](std::string reason) { return Scored{Unscored{std::move(reason)}, std::nullopt, ""}; };
  const auto found = loglikelihoods(epochs);
  if (const auto* reason = std::get_if<Unscored>(&found)) return unscored(reason->reason);
  std::vector<double> values;
  for (const Loglikelihoods* answer : std::get<0>(found)) {
    const auto& scores = answer->continuations;
    if (sample.choices.empty()) {
      if (scores.size() != 1) return unscored("no choices");
      values.push_back(scores.front().is_greedy ? 1.0 : 0.0);
      continue;
    }
    if (const auto trouble = trouble_with_choices(sample)) return unscored(trouble->reason);
    bool any = false;
    for (const int right : sample.target_choices) {
      if (static_cast<std::size_t>(right) >= scores.size())
        return unscored(fmt::format("there is no log-likelihood of choice {}", right));
      any = any || scores[static_cast<std::size_t>(right)].is_greedy;
    }
    values.push_back(any ? 1.0 : 0.0);
  }
  return scored_epochs(values);
}

}  // namespace assay::metrics
