#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "harness/core/registry.h"
#include "harness/run/config.h"
#include "harness/run/listener.h"
#include "harness/run/runner.h"
#include "harness/run/sweep.h"
#include "harness/store/store.h"

namespace assay::run {

/// What a sweep will ask, and of what.
struct SweepPreview {
  std::vector<std::int64_t> requests;      ///< of each point, without those of raters
  std::optional<std::int64_t> different;   ///< requests that no other one equals; nullopt where that was not counted
  std::vector<std::string> metrics;        ///< of the default, as "TASK.METRIC", a task's own in the order of its file
  std::vector<std::string> headlines;      ///< the first of each task
  std::vector<std::string> bounded_means;  ///< those that are a mean of sample values with a range
  std::size_t raters = 0;
};

/// Opens the data of every point, so that what is wrong shows before anything is asked. Shapes: configs [points].
/// Throws: Error that names the setting; Error(kUsage) for an axis that every task overrides with a value of its own.
SweepPreview preview_sweep(const Sweep& sweep, std::span<const RunConfig> configs, const Registry& registry,
                           bool count_different);

/// The models of a sweep: what no axis touches, or is the same as for the point before, stays open and is shared.
/// Threads: the main thread.
class SweepModels {
 public:
  SweepModels(const Sweep& sweep, const Registry& registry) : sweep_(sweep), registry_(registry) {}

  /// A point with everything opened. Models of the point before that differ are closed first, so that only one point's
  /// models are in memory. Requires: the run that was opened before is gone. Throws: Error that names the setting.
  OpenRun open(const SweepPoint& point, const RunConfig& config);
  /// The points in an order that closes models as seldom as may be. Shapes: [points], numbers of points.
  std::vector<std::size_t> order() const;

 private:
  struct Held {
    std::string key;
    std::shared_ptr<Backend> backend;
  };
  const Sweep& sweep_;
  const Registry& registry_;
  std::map<std::string, Held> held_;
};

/// Whether a value at this path of the configuration is part of the model of that name (of any model where it is "").
bool touches_model(const SweepAxis& axis, const std::string& model);

/// What came of the runs of a sweep.
struct SweepOutcome {
  std::vector<std::string> runs;  ///< of each point, "" where it was not reached
  std::int64_t asked = 0, cached = 0;
  bool interrupted = false;
  bool too_many_failed = false;
};

/// Performs every point as a run of the store; what was asked before is not asked again. Shapes: configs [points].
/// Throws: Error that names the setting; what was answered by then is stored.
SweepOutcome perform_sweep(const Sweep& sweep, std::span<const RunConfig> configs, const Registry& registry,
                           store::Store& store, const std::string& version, Listener& listener,
                           const std::atomic<bool>& interrupted);

}  // namespace assay::run
