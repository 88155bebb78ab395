#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "harness/core/metric.h"

namespace assay::metrics {

/// The score of one answer, or why it has none; may say in `detail` what was found.
using AnswerScore = std::function<std::variant<double, Unscored>(std::string_view text, std::string& detail)>;

/// The row of `score` over the epochs' texts, for a metric whose target is not the sample's references (see
/// `scored_epochs`). The details are joined by "; ", an equal one only once. Unscored where an answer is no text or has
/// no score.
Scored mean_over_answers(std::span<const Response> epochs, const AnswerScore& score);

/// A sample without a row.
Scored unscored(std::string reason);

}  // namespace assay::metrics
