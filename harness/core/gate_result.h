#pragma once

#include <string>
#include <string_view>

namespace assay {

/// The outcome of one rule.
enum class GateVerdict {
  kMet,
  kNotMet,        ///< a regression, or a number on the wrong side
  kInconclusive,  ///< the data cannot tell
  kError,         ///< too many samples failed to say anything
};

/// "met", "not_met", "inconclusive", "error".
std::string_view name_of(GateVerdict verdict);

/// How a rule of the gate came out.
struct GateResult {
  std::string rule;
  GateVerdict verdict = GateVerdict::kInconclusive;
  std::string detail;  ///< the numbers behind it, for a person
};

}  // namespace assay
