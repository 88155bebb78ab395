#include "harness/core/comparison.h"

namespace assay {

std::string_view name_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::kImproved: return "improved";
    case Verdict::kRegressed: return "regressed";
    case Verdict::kEquivalent: return "equivalent";
    case Verdict::kInconclusive: return "inconclusive";
  }
  return "";
}

std::string_view name_of(GateVerdict verdict) {
  switch (verdict) {
    case GateVerdict::kMet: return "met";
    case GateVerdict::kNotMet: return "not_met";
    case GateVerdict::kInconclusive: return "inconclusive";
    case GateVerdict::kError: return "error";
  }
  return "";
}

}  // namespace assay
