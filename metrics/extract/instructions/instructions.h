#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/core/sample.h"
#include "metrics/extract/instructions/checks.h"

namespace assay::metrics {

/// How strictly a response is looked at.
enum class Strictness {
  kStrict,  ///< as it is
  kLoose,   ///< also without its first line, its last line, both, and each of these without asterisks: one has to follow
};

/// The verifiable instructions of one sample of IFEval: `instruction_id_list` and, in the same order, `kwargs`.
/// Threads: const members are safe from several threads.
/// Source: Zhou et al. (2023), Instruction-Following Evaluation for Large Language Models; lm-evaluation-harness 0.4.13.
class Instructions {
 public:
  /// Throws: Error(kData) where the sample has no such fields, an instruction is unknown (it is named), or an argument is
  /// missing or makes no sense.
  explicit Instructions(const Sample& sample);

  std::size_t size() const { return checks_.size(); }
  const std::string& name(std::size_t i) const { return names_[i]; }
  /// Whether each instruction is followed; a blank response follows none.
  /// Throws: Error(kData) where a keyword's pattern backtracks without end.
  std::vector<bool> followed(std::string_view response, Strictness strictness) const;

 private:
  std::vector<std::string> names_;
  std::vector<Check> checks_;
};

}  // namespace assay::metrics
