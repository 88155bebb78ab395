#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/backend.h"
#include "harness/core/metric.h"
#include "harness/core/rating.h"

namespace assay {

/// What a rater's value is worth as evidence about human judgement.
enum class CalibrationStatus { kUncalibrated, kCorrectedOnly, kCalibrated, kRefused };

/// Stable names: "UNCALIBRATED", "CORRECTED-ONLY", "CALIBRATED", "REFUSED".
std::string_view name_of(CalibrationStatus status);

/// What is judged: a sample with all its answers, none of which failed.
struct Judged {
  const Sample& sample;
  std::span<const Response> answers;      ///< of all epochs, and of a dialogue all turns
  std::string model = {};                 ///< the model that gave them, by its name in the run
  /// The answers of another model to the same questions, for raters that compare; empty for the others.
  std::span<const Response> rivals = {};
  std::string rival_model = {};
};

/// A question of a rater, and which judge is asked.
struct JudgeRequest {
  Request request;
  std::size_t judge = 0;  ///< index into RaterContext::judges
};

/// A rater turns a sample and its answers into requests to judges, and their replies into a score.
/// Both halves are pure: no I/O, so that raters get caching, retries, resume and cost accounting from the executor.
/// Threads: const members are safe from several threads.
class Rater {
 public:
  virtual ~Rater() = default;
  /// What the rater's value is: name, direction, scale, kind of interval.
  virtual const MetricInfo& info() const = 0;
  /// Identity by content: rubric text, prompt template, method, members. Part of the provenance of every rating, and what a
  /// calibration is bound to.
  virtual std::string signature() const = 0;
  /// Whether it sets the answers against those of a rival.
  virtual bool compares() const { return false; }
  /// The questions to the judges, given the replies so far: called again with them until it returns nothing. Their ids carry
  /// the sample's id, the epoch of the judged answer, and slots that go on from the number of replies so far.
  virtual std::vector<JudgeRequest> requests(const Judged& judged, std::span<const Response> replies) const = 0;
  /// The score, from all replies in the order of their requests (none of them failed). A reply that cannot be parsed leaves
  /// the sample unscored.
  virtual Rating rate(const Judged& judged, std::span<const Response> replies) const = 0;
  /// The group's value, as for a metric.
  virtual std::optional<double> value(const StatsRows& rows) const = 0;
};

struct RaterDef;

/// What a rater is made with.
struct RaterContext {
  struct Judge {
    std::string name;  ///< in the run
    BackendInfo info;
  };
  std::vector<Judge> judges;                    ///< all models of the run
  std::optional<std::size_t> judge;             ///< the one that the run names for this rater; nullopt where it names none
  std::span<const RaterDef* const> defs;        ///< all kinds of raters, for those that have members
  std::string folder;                           ///< relative paths in the rater's file are relative to this folder

  /// The judge of that name, or the rater's own for "". Throws: Error(kConfig) at `options`' key where there is none.
  std::size_t judge_named(std::string_view name, const Options& options, std::string_view key) const;
};

/// The registered definition of a kind of rater. A rater file names it by `kind:` (default "rubric").
struct RaterDef {
  std::string_view name;
  std::string_view summary;
  /// Reads its options from the rater's file (the caller calls `done`). Throws: Error(kConfig).
  std::unique_ptr<Rater> (*create)(const Options& options, const RaterContext& context);
};

/// Makes the rater that a file or a node of it describes, by its `kind`, and refuses a key that it does not read.
/// Throws: Error(kConfig).
std::unique_ptr<Rater> make_rater(const Options& options, const RaterContext& context);

}  // namespace assay
