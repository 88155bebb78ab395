#pragma once

#include <string>
#include <string_view>

#include "harness/core/metric.h"
#include "harness/store/database.h"

namespace assay::store {

/// The bytes of a row of statistics as they are: they come back bit for bit.
std::string stats_bytes(const StatsRow& row);
/// The inverse.
StatsRow stats_from(std::string_view bytes);

/// Binds a score to five parameters from `first` on: value, unscored, detail, extracted, stats.
void bind_score(Query& query, int first, const Scored& scored);
/// Reads a score from five columns from `first` on, in the same order.
Scored read_score(const Query& query, int first);

}  // namespace assay::store
