#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "harness/store/store.h"

namespace assay::store {

/// What a run's answers took when they were given, also those that this run found in the store. Judges are left out.
struct AnswerUsage {
  std::int64_t samples = 0;  ///< with an answer, over all models and tasks
  std::int64_t answers = 0;
  std::int64_t completion_tokens = 0;
  double seconds = 0.0;        ///< summed over the answers
  std::optional<double> cost;  ///< nullopt unless every answer has one
};

/// Sums them up.
AnswerUsage answer_usage(const Store& store, const std::string& run);

}  // namespace assay::store
