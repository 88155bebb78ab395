#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "harness/core/metric.h"
#include "harness/core/sweep_report.h"
#include "harness/run/sweep.h"
#include "harness/store/store.h"

namespace assay::run {

/// How the runs of a sweep are told.
struct SweepReportOptions {
  std::string name;                  ///< of the sweep
  std::vector<std::string> quality;  ///< "TASK.METRIC": what the front goes by; empty: the first metric of every task
  double margin = 0.02;              ///< as in CompareOptions
  std::uint64_t seed = 1234;
  std::vector<std::optional<SweepReport::Dropped>>
      dropped;  ///< of each point, where settings could be dropped; else empty
};

/// Reads the runs of a sweep and sets every one against the default's in pairs of samples, also where prompts differ.
/// P-values are adjusted by Holm's method over all settings and metrics. Shapes: runs [points], full ids.
/// Throws: Error(kUsage) for a quality that no run has.
SweepReport report_sweep(const store::Store& store, const Sweep& sweep, std::span<const std::string> runs,
                         std::span<const MetricDef* const> metrics, const SweepReportOptions& options);

/// Marks the settings on the front of quality against tokens, latency and cost. Dropped settings are not on it: they
/// were asked about other samples. Pure.
void mark_front(SweepReport& report);

}  // namespace assay::run
