#pragma once

#include <atomic>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/run/context_limit.h"
#include "harness/run/listener.h"
#include "harness/run/runner.h"
#include "harness/run/scoring.h"
#include "harness/store/response_cache.h"
#include "harness/store/run_writer.h"

namespace assay::run {

/// One task on one model: asks, scores and rates window by window, then estimates; the store is written after every step.
class TaskRun {
 public:
  TaskRun(const OpenRun& run, const OpenTask& task, const std::string& model, const store::ResponseCache& cache,
          store::RunWriter& writer, Listener& listener, const std::atomic<bool>& interrupted);

  /// Leaves out all other samples. Requires: positions of samples, ascending; called before `perform`.
  void ask_only(std::vector<std::size_t> positions);
  /// False where it was interrupted: then there are no estimates. Throws: Error.
  bool perform();
  bool too_many_failed() const;
  std::int64_t num_asked() const { return num_asked_; }
  std::int64_t num_cached() const { return num_cached_; }
  /// What was left out to fit the model's context, so far.
  const ContextFit& context_fit() const { return fit_; }

 private:
  // A metric's or rater's scores so far.
  struct Column {
    ScoreTable table;
    std::vector<store::StoredScore> scores;
  };

  bool answer_window(const store::Purpose& purpose, std::size_t begin, std::size_t end,
                     std::vector<std::vector<Response>>& answers);
  bool rate_window(const OpenRater& rater, Column& column, std::size_t begin,
                   const std::vector<std::vector<Response>>& answers);
  void score_window(std::size_t begin, const std::vector<std::vector<Response>>& answers);
  std::vector<Request> next_requests(const Sample& sample, std::span<const Response> earlier, std::map<RequestId, Failure>& refused);
  std::vector<const OpenRater*> raters_of_task() const;
  const Sample& sample(std::size_t i) const { return window_[i - window_begin_]; }
  void report_progress(const std::string& phase, std::int64_t done, std::int64_t total, std::int64_t cached,
                       std::int64_t failed);
  std::string headline() const;
  void store_results();

  const OpenRun& run_;
  const OpenTask& task_;
  std::string model_;
  const store::ResponseCache& cache_;
  store::RunWriter& writer_;
  Listener& listener_;
  const std::atomic<bool>& interrupted_;
  std::vector<std::size_t> positions_;  // of the samples that are asked
  std::vector<Sample> window_;          // those that are in memory
  std::size_t window_begin_ = 0;        // the place of the first of them in positions_
  std::optional<ContextLimit> limit_;
  ContextFit fit_;
  std::vector<Column> metric_columns_;
  std::vector<const OpenRater*> raters_;
  std::vector<Column> rater_columns_;
  std::int64_t num_failed_ = 0;
  std::int64_t num_asked_ = 0;
  std::int64_t num_cached_ = 0;
  std::int64_t num_failed_requests_ = 0;
  double started_ = 0.0;
};

}  // namespace assay::run
