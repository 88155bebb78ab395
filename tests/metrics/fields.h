#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tests/metrics/scoring.h"

namespace assay::test {

/// What a metric makes of answers (one an epoch) to a row of data, written as JSON.
inline Scored score_row(const Metric& metric, const std::vector<std::string>& answers, std::string_view row,
                        std::vector<std::string> targets = {}) {
  Sample sample = sample_with_targets(std::move(targets));
  sample.fields = json::parse(row, "row");
  std::vector<Response> epochs;
  for (const std::string& answer : answers) epochs.push_back(completion(answer, static_cast<int>(epochs.size())));
  return metric.score(sample, epochs);
}

/// The value of one answer to a row of data; NaN, which equals nothing, where it was not scored.
inline double row_value(const Metric& metric, const std::string& answer, std::string_view row) {
  return score_row(metric, {answer}, row).value.value_or(std::numeric_limits<double>::quiet_NaN());
}

}  // namespace assay::test
