#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/report.h"
#include "harness/core/response.h"
#include "harness/core/sample.h"
#include "harness/store/store.h"

namespace assay::store {

/// A stored run as reports see it. Requires: the store outlives it.
class StoredRun final : public RunView {
 public:
  /// `run` is a full id (see resolve_run). Throws: Error(kRuntime) where there is none.
  StoredRun(const Store& store, const std::string& run);

  const RunFacts& facts() const override { return facts_; }
  std::vector<ResultRow> results() const override;
  std::vector<RatingRow> ratings() const override;
  std::vector<GroupRow> groups() const override;
  UsageTotals usage() const override;
  std::vector<GateResult> gates() const override { return gates_; }
  /// Gates are judged after the run, against others: they are handed in, not stored.
  void set_gates(std::vector<GateResult> gates) { gates_ = std::move(gates); }
  void for_each_sample(const std::function<void(const SampleRow&)>& row) const override;

 private:
  Database* database_;
  RunFacts facts_;
  std::vector<GateResult> gates_;
};

/// Calls `sample` for each sample of a task in its order with the responses that this run got in one role, by epoch and
/// slot, failures too; samples without any are left out. What scoring needs; memory does not grow with the samples.
void for_each_answered(const Store& store, const std::string& run, const std::string& model, const std::string& task,
                       std::string_view role,
                       const std::function<void(const std::string& sample_id, std::span<const Response>)>& sample);

/// A stored sample with what belongs to it.
struct AnsweredSample {
  Sample sample;
  std::optional<std::string> cluster;  ///< what it belongs to, where the task has clusters
  std::vector<Response> responses;     ///< by epoch and slot, failures too
};

/// The same with the samples themselves, so that they can be scored without their dataset.
void for_each_answered_sample(const Store& store, const std::string& run, const std::string& model, const std::string& task,
                              std::string_view role, const std::function<void(const AnsweredSample&)>& sample);

/// How many samples of a task a model was asked about.
struct AnswerCount {
  std::int64_t samples = 0;   ///< in at least one epoch
  std::int64_t complete = 0;  ///< in all epochs, whatever came of it
  bool in_turns = false;      ///< the task is a dialogue: whether all its turns were asked does not show
};

/// Counts them over the role "answer". `epochs`: of the task.
AnswerCount count_answered(const Store& store, const std::string& run, const std::string& model, const std::string& task,
                           int epochs);

/// SHA-256 over everything a run determines (samples, questions, answers, scores, ratings, estimates), in a fixed order
/// and without times, counts of attempts or which answers came from the cache: equal for a run that was killed and
/// continued.
std::string content_digest(const Store& store, const std::string& run);

}  // namespace assay::store
