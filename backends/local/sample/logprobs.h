#pragma once

#include <cstdint>
#include <span>

namespace assay::local {

/// What a row of logits says, whichever way it is used.
struct RowFacts {
  std::int32_t argmax = 0;  ///< the lowest id among equal maxima
  float max = 0.0f;
  bool finite = true;  ///< no logit is NaN or infinite
};

/// Scans a row. Requires: logits is not empty.
RowFacts scan_row(std::span<const float> logits);

/// The natural logarithm of the softmax at `id`: logit - log(sum(exp(logits))), the difference in double precision.
/// `log_sum_exp` is that of the row.
inline double log_softmax_at(std::span<const float> logits, std::int32_t id, double log_sum_exp) {
  return static_cast<double>(logits[static_cast<std::size_t>(id)]) - log_sum_exp;
}

}  // namespace assay::local
