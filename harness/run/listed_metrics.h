#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "datasets/task_spec.h"
#include "harness/core/options.h"
#include "harness/run/aggregated_metric.h"

namespace assay::run {

/// One metric to make for an entry of a task's `metric_list`.
struct ListedMetric {
  std::string metric;   ///< the name of the metric here
  Options options;      ///< what it reads; the keys that are not the metric's count as read
  std::string name;     ///< what it is called in results; "" for the metric's own name
  Reduction reduction = Reduction::kOwn;

  bool is_wrapped() const { return !name.empty() || reduction != Reduction::kOwn; }
};

/// What an entry of a `metric_list` stands for: the names of lm-evaluation-harness are known beside our own, `aggregation`
/// chooses how a number is made of all samples, `name` what it is called, and a list of several `k` gives a metric each,
/// called `pass@1`, `pass@10`. Throws: Error(kConfig) with file and line for an aggregation that cannot be made of that
/// metric, one that contradicts an option, a name with a comma or colon, and a broken list of `k`.
std::vector<ListedMetric> listed_metrics(const datasets::MetricSpec& entry);

/// What results call a metric that is listed by this name: lm-evaluation-harness's `brier_score` is `brier`.
std::string_view name_in_results(std::string_view written);

}  // namespace assay::run
