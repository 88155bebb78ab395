#pragma once

#include <optional>

#include "harness/core/metric.h"

namespace assay::metrics {

/// The chance that a positive row scores higher than a negative one, ties half; nullopt without rows of both. Rows are
/// [score, 1 for positive or else negative]. Source: Mann & Whitney 1947, U over the number of pairs; Hanley & McNeil
/// 1982.
std::optional<double> auroc(const StatsRows& rows);

}  // namespace assay::metrics
