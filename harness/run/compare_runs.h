#pragma once

#include <map>
#include <span>
#include <string>
#include <utility>

#include "harness/run/compare.h"
#include "harness/run/gate.h"
#include "harness/run/prompt_choice.h"
#include "harness/store/store.h"

namespace assay::run {

/// Compares stored runs with one candidate and judges rules; what a run's scores are is read once.
/// Requires: store and metrics outlive it. Threads: the main thread.
class RunComparer {
 public:
  RunComparer(const store::Store& store, std::span<const MetricDef* const> metrics, ChosenRun candidate, CompareOptions options);

  /// The whole comparison with `base`: results, flips with their answers, differing settings, and the rules'
  /// outcomes. A sample is unstable also where earlier runs of the same model disagree on it. A rule's `vs` names a run as people do. Throws: Error.
  Comparison perform(const ChosenRun& base, std::span<const GateRule> rules);
  /// Only the rules, which must name their own base wherever they need one.
  std::vector<GateResult> judge_rules(std::span<const GateRule> rules);

 private:
  const ScoreSet& scores(const ChosenRun& run);
  const Comparison& against(const ChosenRun& run, double level);
  void note_history(const ChosenRun& base, Comparison& comparison) const;
  std::vector<GateResult> judge_all(const ChosenRun& base, std::span<const GateRule> rules);

  const store::Store& store_;
  std::span<const MetricDef* const> metrics_;
  ChosenRun candidate_;
  CompareOptions options_;
  std::map<ChosenRun, ScoreSet> scores_;
  std::map<std::pair<ChosenRun, double>, Comparison> compared_;
};

/// Judges the rules of a comparison of two files of predictions, into `comparison.gates`.
void judge_files(std::span<const GateRule> rules, const ScoreSet& base, const ScoreSet& candidate, const CompareOptions& options,
                 Comparison& comparison);

}  // namespace assay::run
