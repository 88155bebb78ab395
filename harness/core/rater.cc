#include "harness/core/rater.h"

namespace assay {

std::string_view name_of(CalibrationStatus status) {
  switch (status) {
    case CalibrationStatus::kUncalibrated: return "UNCALIBRATED";
    case CalibrationStatus::kCorrectedOnly: return "CORRECTED-ONLY";
    case CalibrationStatus::kCalibrated: return "CALIBRATED";
    case CalibrationStatus::kRefused: return "REFUSED";
  }
  return "UNCALIBRATED";
}

}  // namespace assay
