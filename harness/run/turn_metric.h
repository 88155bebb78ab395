#pragma once

#include <memory>
#include <optional>
#include <string>

#include "harness/core/metric.h"
#include "harness/core/value.h"

namespace assay::run {

/// Which answers of a dialogue a metric scores, and against what.
struct TurnChoice {
  std::optional<int> turn;     ///< from 1; nullopt: the last one
  bool all = false;            ///< each turn, and the sample's score is their mean
  bool target_of_turn = false; ///< turn k has the k-th target alone, and none where that is missing or empty; else all of them

  /// What a metric gets without being told.
  bool is_default() const { return !turn && !all && !target_of_turn; }
};

/// Reads `turn` (last, all, or a number from 1) and `targets_by_turn` from a metric's options. Throws: Error(kConfig).
TurnChoice read_turn_choice(const Options& options, bool targets_by_turn = false);

/// The choice as members of the options that a store keeps, and back from there: these members are taken out. Requires: a map.
void put_turn_choice(const TurnChoice& choice, Value& options);
TurnChoice take_turn_choice(Value& options, const std::string& source);

/// A metric of one turn of a dialogue, or of all. It is called `metric`, `metric,turn-2` or `metric,all-turns`. A sample whose
/// dialogue has no such turn is unscored. For all turns the sample's score is the mean of theirs where the metric is a mean;
/// for a metric of the whole corpus each turn adds its statistics. Answers that are no dialogue are one turn.
class TurnMetric final : public Metric {
 public:
  /// Throws: Error(kConfig) for all turns of a metric that is neither.
  TurnMetric(std::unique_ptr<Metric> metric, const TurnChoice& choice);

  const MetricInfo& info() const override { return info_; }
  std::string signature() const override;
  Scored score(const Sample& sample, std::span<const Response> epochs) const override;
  std::optional<double> value(const StatsRows& rows) const override;
  bool value_is_of_sums() const override { return metric_->value_is_of_sums(); }

 private:
  Scored score_turn(const Sample& sample, std::span<const Response> answers, std::optional<int> turn) const;
  Scored score_all(const Sample& sample, std::span<const Response> responses) const;
  bool is_mean() const { return metric_->info().interval != IntervalMethod::kBootstrap; }

  std::unique_ptr<Metric> metric_;
  TurnChoice choice_;
  std::string name_;
  MetricInfo info_;
};

}  // namespace assay::run
