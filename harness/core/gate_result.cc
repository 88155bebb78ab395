#include "harness/core/gate_result.h"

namespace assay {

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
