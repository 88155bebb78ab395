#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace assay::metrics {

/// Which of the two official evaluation scripts: they differ in what an empty answer is worth.
enum class SquadVersion { k11, k20 };

/// The references of one question, normalised once, and the scores of answers against the best of them. In version 2.0
/// a reference of nothing but articles and punctuation is left out; where that leaves none, the question has no answer
/// and the empty one is right.
/// Source: Rajpurkar et al. 2016 (arXiv:1606.05250), 2018 (arXiv:1806.03822) and the official evaluation scripts.
class SquadReferences {
 public:
  SquadReferences(const std::vector<std::string>& targets, SquadVersion version);

  /// False for a question of version 2.0 without an answer.
  bool has_answer() const { return has_answer_; }
  /// 1 where the normalised answer equals a reference, else 0.
  double exact_match(std::string_view answer) const;
  /// F1 of the bags of words of the answer and the best reference.
  double f1(std::string_view answer) const;

 private:
  using Tokens = std::vector<std::string>;
  double f1(const Tokens& answer, const Tokens& reference) const;

  SquadVersion version_;
  bool has_answer_ = true;
  std::vector<Tokens> references_;  // in the text's order
  std::vector<Tokens> bags_;        // the same, sorted
};

}  // namespace assay::metrics
