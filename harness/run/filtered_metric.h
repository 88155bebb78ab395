#pragma once

#include <memory>
#include <string>

#include "harness/core/filter_pipeline.h"
#include "harness/core/metric.h"

namespace assay::run {

/// A metric of what a pipeline of filters leaves of the answers. Its name is `metric,pipeline` as in
/// lm-evaluation-harness, or the metric's own for the pipeline "none". Answers that are no texts are scored as they are. An
/// answer that a filter can say nothing about makes the sample unscored; one in which it found nothing is scored by the
/// filter's fallback, and the detail says so.
class FilteredMetric final : public Metric {
 public:
  /// With `counts_fallbacks` a sample's number is the share of what is left in which a filter found nothing (the metric
  /// parse_failure), whatever the answers are.
  FilteredMetric(std::unique_ptr<Metric> metric, FilterPipeline pipeline, bool counts_fallbacks = false);

  const MetricInfo& info() const override { return info_; }
  std::string signature() const override;
  Scored score(const Sample& sample, std::span<const Response> epochs) const override;
  std::optional<double> value(const StatsRows& rows) const override { return metric_->value(rows); }
  bool value_is_of_sums() const override { return metric_->value_is_of_sums(); }

 private:
  std::unique_ptr<Metric> metric_;
  FilterPipeline pipeline_;
  bool counts_fallbacks_;
  std::string name_;
  MetricInfo info_;
};

}  // namespace assay::run
