#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "harness/core/metric.h"

namespace assay::run {

/// How a number is made of all samples in another way than the metric's own. All but kLog2 are of each sample's number,
/// which is column 0 of its row. Source: the aggregations of lm-evaluation-harness 0.4.13.
enum class Reduction {
  kOwn,         ///< the metric's own
  kMean,        ///< the mean
  kMedian,      ///< the upper median
  kPerplexity,  ///< exp of minus the mean
  kLog2,        ///< the binary logarithm of the metric's own value: bits per word of a perplexity per word
  kNone,        ///< no number at all (`bypass`)
};

/// Stable names: "own", "mean", "median", "perplexity", "log2", "none".
std::string_view name_of(Reduction reduction);
/// The inverse. Throws: Error(kData) for a name that is not one.
Reduction reduction_from(std::string_view name);

/// A metric under another name, or with another number of all its samples.
class AggregatedMetric final : public Metric {
 public:
  /// `name` is "" for the metric's own.
  AggregatedMetric(std::unique_ptr<Metric> metric, std::string name, Reduction reduction);

  const MetricInfo& info() const override { return info_; }
  std::string signature() const override;
  Scored score(const Sample& sample, std::span<const Response> epochs) const override;
  std::optional<double> value(const StatsRows& rows) const override;
  bool value_is_of_sums() const override;

 private:
  std::unique_ptr<Metric> metric_;
  std::string name_;
  Reduction reduction_;
  MetricInfo info_;
};

}  // namespace assay::run
