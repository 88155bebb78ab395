#include "metrics/text/squad_scores.h"

#include <algorithm>
#include <iterator>

#include "metrics/text/squad_normalize.h"

namespace assay::metrics {

SquadReferences::SquadReferences(const std::vector<std::string>& targets, SquadVersion version) : version_(version) {
  for (const std::string& target : targets) references_.push_back(squad_tokens(target));
  if (version == SquadVersion::k20) {
    std::erase_if(references_, [](const Tokens& tokens) { return tokens.empty(); });
    has_answer_ = !references_.empty();
    if (!has_answer_) references_.emplace_back();
  }
  bags_ = references_;
  for (Tokens& bag : bags_) std::sort(bag.begin(), bag.end());
}

double SquadReferences::exact_match(std::string_view answer) const {
  return std::find(references_.begin(), references_.end(), squad_tokens(answer)) != references_.end() ? 1.0 : 0.0;
}

double SquadReferences::f1(std::string_view answer) const {
  Tokens tokens = squad_tokens(answer);
  std::sort(tokens.begin(), tokens.end());
  double best = 0.0;
  for (const Tokens& bag : bags_) best = std::max(best, f1(tokens, bag));
  return best;
}

double SquadReferences::f1(const Tokens& answer, const Tokens& reference) const {
  if (version_ == SquadVersion::k20 && (answer.empty() || reference.empty())) return answer == reference ? 1.0 : 0.0;
  Tokens shared;
  std::set_intersection(answer.begin(), answer.end(), reference.begin(), reference.end(), std::back_inserter(shared));
  if (shared.empty()) return 0.0;
  const double precision = static_cast<double>(shared.size()) / static_cast<double>(answer.size());
  const double recall = static_cast<double>(shared.size()) / static_cast<double>(reference.size());
  return 2.0 * precision * recall / (precision + recall);
}

}  // namespace assay::metrics
