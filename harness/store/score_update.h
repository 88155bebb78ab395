#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "harness/core/report.h"
#include "harness/store/run_writer.h"

namespace assay::store {

/// A metric's score of a sample as it stands in the store.
struct MetricScore {
  std::string metric;
  Scored scored;
};

/// What the metrics of a model and task were made with, in the order of reports.
std::vector<Scorer> stored_metrics(const Store& store, const std::string& run, const std::string& model,
                                   const std::string& task);

/// Every metric's stored score of one sample, by the metric's name; statistics bit for bit.
std::vector<MetricScore> stored_scores(const Store& store, const std::string& run, const std::string& model,
                                       const std::string& task, const std::string& sample);

/// Changes the scores that metrics gave the samples of a model and task. The changes are gathered beside the tables, so
/// that memory stays flat and whoever writes to the store meanwhile need not wait; `apply` puts them in place as a
/// whole or not at all. Threads: the main thread.
class ScoreUpdate {
 public:
  ScoreUpdate(Store& store, std::string run, std::string model, std::string task);
  ~ScoreUpdate();
  ScoreUpdate(const ScoreUpdate&) = delete;
  ScoreUpdate& operator=(const ScoreUpdate&) = delete;

  /// A sample's new score by a metric; nullopt where it has none any more. Scores that are not put stay as they are.
  void put(const std::string& metric, const std::string& sample, const std::optional<Scored>& scored);
  /// Puts everything in place, with what the metrics were made with and their headline numbers.
  /// Throws: Error(kRuntime) where another program changed the metrics of this model and task meanwhile.
  void apply(std::span<const Scorer> metrics, std::span<const ResultRow> estimates);

 private:
  Store& store_;
  Database& database_;
  std::string run_, model_, task_;
  std::vector<Scorer> before_;
  bool is_gathering_ = false;
};

}  // namespace assay::store
