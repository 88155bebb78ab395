#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/backend.h"
#include "harness/core/metric.h"

namespace assay {

/// What a rater's value is worth as evidence about human judgement.
enum class CalibrationStatus { kUncalibrated, kCorrectedOnly, kCalibrated, kRefused };

/// Stable names: "UNCALIBRATED", "CORRECTED-ONLY", "CALIBRATED", "REFUSED".
std::string_view name_of(CalibrationStatus status);

/// A rater turns a sample and its answers into requests to a judge, and the judge's replies into a score.
/// Both halves are pure: no I/O, so that raters get caching, retries, resume and cost accounting from the executor.
/// Threads: const members are safe from several threads.
class Rater {
 public:
  virtual ~Rater() = default;
  /// What the rater's value is: name, direction, scale, kind of interval.
  virtual const MetricInfo& info() const = 0;
  /// Identity by content: rubric text, prompt template, method. Part of the provenance of every rating.
  virtual std::string signature() const = 0;
  /// The questions to the judge. Their ids carry the sample's id, slots from 0 and the epoch of the judged answer.
  virtual std::vector<Request> requests(const Sample& sample, std::span<const Response> judged) const = 0;
  /// The score, from replies in the order of `requests` (none of them failed). A reply that cannot be parsed is Unscored.
  virtual Scored rate(const Sample& sample, std::span<const Response> judged, std::span<const Response> replies) const = 0;
  /// The group's value, as for a metric.
  virtual std::optional<double> value(const StatsRows& rows) const = 0;
};

/// The registered definition of a kind of rater. A rater file names it by `kind:` (default "rubric").
struct RaterDef {
  std::string_view name;
  std::string_view summary;
  /// Reads its options from the rater's file (the caller calls `done`); `judge` says what the judge can do.
  std::unique_ptr<Rater> (*create)(const Options& options, const BackendInfo& judge);
};

}  // namespace assay
