#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "harness/core/metric.h"
#include "harness/core/registry.h"
#include "harness/core/report.h"
#include "harness/store/stored_scores.h"

namespace assay::run {

/// A metric's rows over the samples of a task. Shapes: rows [scored samples, width]; row_of [samples].
struct MetricScores {
  std::shared_ptr<const Metric> metric;
  std::string name, signature;
  std::size_t width = 0;
  std::vector<double> rows;
  std::vector<std::int64_t> row_of;  ///< the row of each sample, kUnscored or kFailed
  std::vector<std::optional<double>> values;  ///< of each row: the sample's own value, where it has one

  static constexpr std::int64_t kUnscored = -1;
  static constexpr std::int64_t kFailed = -2;

  std::span<const double> row(std::int64_t index) const {
    return std::span<const double>(rows).subspan(static_cast<std::size_t>(index) * width, width);
  }
};

/// All scores of one model on one task.
struct TaskScores {
  std::string model, task;
  std::vector<store::SampleIdentity> samples;
  std::vector<MetricScores> metrics;

  /// The scores of that metric, or nullptr.
  const MetricScores* find(std::string_view metric) const;
};

/// One side of a comparison: every model on every task.
struct ScoreSet {
  std::vector<TaskScores> tasks;
  std::vector<RunFacts::Group> groups = {};  ///< those that are compared too
};

/// The scores of a stored run, metrics made again from their stored options. Samples that were never asked are left out.
/// Throws: Error(kConfig) for a metric that this program does not know any more.
ScoreSet stored_scores(const store::Store& store, const std::string& run, std::span<const MetricDef* const> metrics);

/// Scores a file of predictions (see PredictionReader) as the only task, named `task`. `clusters` is a field, "" for none.
/// Throws: Error(kData) with file and line, also for an id that comes twice.
ScoreSet prediction_scores(Reader& rows, const std::string& task, std::span<const std::string> written_metrics,
                           std::span<const MetricDef* const> metrics, const std::string& clusters);

}  // namespace assay::run
