#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "harness/core/metric.h"

namespace assay::metrics {

/// The numbers of the rows in ascending order of one column, which holds no NaN; equal ones in any order. The rows of
/// the last call are not sorted again, whatever their weights, as a bootstrap has them thousands of times: an order
/// that is at hand is used where it holds for these rows too. Threads: safe; the span is valid until the same thread's
/// next call.
std::span<const std::uint32_t> rows_in_order(const StatsRows& rows, std::size_t column);

}  // namespace assay::metrics
