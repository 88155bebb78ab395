#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "harness/core/sweep_report.h"
#include "harness/run/sweep_runs.h"

namespace assay::run {

/// The positions of a task's samples in a random order that is the same for every setting: by id, whatever the file's
/// order.
std::vector<std::size_t> random_order(std::span<const std::string> ids, const std::string& task, std::uint64_t seed);

/// What a setting is dropped for. Numbers of settings are positions in the values that were given.
struct Exclusion {
  std::size_t setting = 0, against = 0;
  double difference = 0.0, low = 0.0, high = 0.0;
};

/// What the settings of a round are judged by.
struct RoundOptions {
  double range = 1.0;            ///< the largest difference of two values
  double level = 0.95;           ///< with this probability the best setting is never dropped, in whatever round
  std::size_t num_settings = 2;  ///< of the whole sweep: among so many the level is split

  /// Of one confidence sequence: the truly best setting is set against each other one at most, so among those it is
  /// split.
  double level_of_one() const {
    return 1.0 - (1.0 - level) / (num_settings > 2 ? static_cast<double>(num_settings - 1) : 1.0);
  }
};

/// Which settings are worse than the best so far, by a confidence sequence of the paired differences. Larger values are
/// better; settings without values, and the best itself, are not excluded. Pure.
/// Shapes: values [settings][samples], in the random order; nullopt: no value.
/// Source: Waudby-Smith & Ramdas 2024 (see confidence_sequence.h); Bonferroni over the settings.
std::vector<Exclusion> excluded(std::span<const std::vector<std::optional<double>>> values,
                                const RoundOptions& options);

/// A sweep that drops settings early.
struct EarlyStopOptions {
  std::string task, metric;  ///< what settings are dropped by; a mean with a range
  std::uint64_t seed = 1234;
  double level = 0.95;
};

struct EarlySweepOutcome {
  SweepOutcome sweep;
  std::vector<std::optional<SweepReport::Dropped>> dropped;  ///< of each point
};

/// As perform_sweep, in rounds over the first 32, 64, 128, .. samples of a random order; after each round, settings
/// that are worse than the best so far are dropped. The default never is, for all are compared with it. Shapes: configs
/// [points]. Throws: Error as perform_sweep; Error(kUsage) where a setting evaluates several models.
EarlySweepOutcome perform_early_sweep(const Sweep& sweep, std::span<const RunConfig> configs, const Registry& registry,
                                      store::Store& store, const std::string& version, Listener& listener,
                                      const std::atomic<bool>& interrupted, const EarlyStopOptions& options);

}  // namespace assay::run
