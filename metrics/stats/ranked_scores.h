#pragma once

#include <optional>

#include "harness/core/metric.h"

namespace assay::metrics {

/// How well scores rank positive rows above negative ones. Rows are [score, 1 for positive or else negative].

/// The chance that a positive row scores higher than a negative one, ties half; nullopt without rows of both.
/// Source: Mann & Whitney 1947, U over the number of pairs; Hanley & McNeil 1982.
std::optional<double> auroc(const StatsRows& rows);

/// sum_n (R_n - R_(n-1)) P_n over the thresholds by falling score; nullopt without a positive row.
std::optional<double> average_precision(const StatsRows& rows);

}  // namespace assay::metrics
