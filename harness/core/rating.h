#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/core/metric.h"

namespace assay {

/// What came of one criterion, check or unit of a rating.
enum class PartOutcome {
  kRated,          ///< there is a value
  kNotApplicable,  ///< it does not apply to this answer: excluded and counted
  kUnparsed,       ///< the judge's reply holds no verdict
  kOffScale,       ///< the judge's probability was not on the scale
};

/// Stable names: "rated", "not_applicable", "unparsed", "off_scale".
std::string_view name_of(PartOutcome outcome);

/// One criterion, check or unit of a rating, as a person reads it: where the score comes from.
struct RatingPart {
  std::string criterion = {};             ///< its id in the rubric; of a panel "MEMBER/criterion"
  std::string unit = {};             ///< the claim, sentence, step, turn or tool call it is about; "" for the whole answer
  int epoch = 0;                        ///< of the judged answer
  std::string order = {};             ///< of a comparison, "AB" or "BA" as it was shown; else ""
  PartOutcome outcome = PartOutcome::kRated;
  std::optional<double> value = {};     ///< on the criterion's own scale
  std::optional<double> mass = {};      ///< the share of the judge's probability that was on the scale
  std::vector<std::pair<double, double>> distribution = {};  ///< value and probability; empty where there is none
  std::string reason = {};             ///< the judge's words
  std::string evidence = {};            ///< what the judge quotes
  std::optional<bool> verbatim = {};    ///< whether the quotation is in what was shown; nullopt without one
  std::string gate = {};                 ///< what it did to the whole: "veto", "cap", "fail", or ""
};

/// What a rater makes of one sample.
struct Rating {
  Scored scored;
  std::vector<RatingPart> parts;  ///< in the order of the rubric, epoch by epoch
};

}  // namespace assay
