#pragma once

#include <string_view>

#include "metrics/stats/intervals.h"

namespace assay::metrics {

/// What an interval says of a rule.
enum class Verdict { kMet, kNotMet, kInconclusive };

/// "met", "not met", "inconclusive".
std::string_view name_of(Verdict verdict);

/// Whether a candidate is worse than its base by less than `margin`, from the interval of candidate - base: met where
/// the interval excludes a loss of the margin, not met where it holds no smaller loss, else inconclusive. The level of
/// the rule is one-sided: an interval of 95 % decides at 2.5 %. A margin of 0 asks for superiority. Requires: margin >=
/// 0. Source: CONSORT extension, Piaggio et al. 2012, figure 1.
Verdict noninferiority(const Interval& difference, double margin, bool higher_is_better);

}  // namespace assay::metrics
