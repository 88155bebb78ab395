#include "harness/core/rater.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include "harness/core/registry.h"

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

std::string_view name_of(PartOutcome outcome) {
  switch (outcome) {
    case PartOutcome::kRated: return "rated";
    case PartOutcome::kNotApplicable: return "not_applicable";
    case PartOutcome::kUnparsed: return "unparsed";
    case PartOutcome::kOffScale: return "off_scale";
  }
  return "unparsed";
}

std::size_t RaterContext::judge_named(std::string_view name, const Options& options, std::string_view key) const {
  if (name.empty()) {
    if (!judge) options.fail(key, "no judge is named; write 'judge: MODEL' beside the rater, one of the run's models");
    return *judge;
  }
  std::vector<std::string> names;
  for (std::size_t i = 0; i < judges.size(); ++i) {
    if (judges[i].name == name) return i;
    names.push_back(judges[i].name);
  }
  const std::string near = did_you_mean(name, names);
  options.fail(key, fmt::format("'{}' is not among the models: {}{}", name, fmt::join(names, ", "),
                                near.empty() ? "" : fmt::format("; did you mean '{}'?", near)));
}

std::unique_ptr<Rater> make_rater(const Options& options, const RaterContext& context) {
  const RaterDef& def = find_def(context.defs, options.text("kind", "rubric"), "kind of rater", options.where("kind"));
  auto rater = def.create(options, context);
  options.done();
  return rater;
}

}  // namespace assay
