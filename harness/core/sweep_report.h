#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/core/comparison.h"
#include "harness/core/report.h"

namespace assay {

/// A sweep as reports see it: one run for each setting, over the same samples.
struct SweepReport {
  /// A setting that was varied.
  struct Axis {
    std::string name, path;
    std::vector<std::string> values;
  };
  /// A number of a setting, and how it differs from the default's.
  struct Score {
    ResultRow result;
    std::optional<PairedResult>
        against_default;  ///< default: base; nullopt for the default itself and what cannot be compared
  };
  /// The expected share of samples that have a right answer among k of their answers.
  struct BestOf {
    std::string model, task, metric;
    std::vector<Estimate> of;  ///< of[k - 1] for k = 1 .. epochs
  };
  /// Why a setting was asked no further.
  struct Dropped {
    std::int64_t samples = 0;  ///< asked until then
    std::string against;       ///< the setting that is better
    std::string task, metric;
    double difference = 0.0, low = 0.0, high = 0.0;  ///< this setting minus `against`, by a confidence sequence
    double level = 0.95;                             ///< of that sequence
  };
  struct Setting {
    std::string name;                 ///< "temperature=0.7 top_p=0.9"
    std::vector<std::string> values;  ///< one for each axis
    std::string run;                  ///< its run in the store
    bool is_default = false;
    bool on_front = false;
    std::vector<Score> scores;
    std::vector<BestOf> best_of;
    std::int64_t samples = 0;       ///< with an answer, over all tasks and models
    std::optional<double> tokens;   ///< completion tokens a sample, over all its epochs
    std::optional<double> latency;  ///< Units: seconds that a sample's answers took, over all its epochs
    std::optional<double> cost;     ///< of a sample; nullopt where no price is known
    std::optional<Dropped> dropped;
  };

  std::string name;
  std::vector<Axis> axes;
  std::uint64_t grid_size = 0;       ///< points of the whole grid, of which `settings` are some or all
  std::vector<Setting> settings;     ///< the default first
  std::vector<std::string> quality;  ///< the metrics that the front goes by, as "TASK.METRIC"
  double level = 0.95;
  std::string correction = "holm";            ///< of the p-values over all settings and metrics
  bool stopped_early = false;                 ///< settings could be dropped
  std::vector<NotComparable> not_comparable;  ///< each reason with the setting's name before it
};

}  // namespace assay
