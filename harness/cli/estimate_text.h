#pragma once

#include <optional>
#include <string>

#include "harness/core/report.h"
#include "harness/core/value.h"

namespace assay::cli {

/// The members of a result as JSON: value, low, high, level, method, scored, unscored, failed, and why there is no interval.
Value estimate_value(const Estimate& estimate);

/// A number with as many digits as its scale asks for ("27.31" of 100, "0.4213" of 1), "-" where undefined.
std::string number_text(const std::optional<double>& value, double scale);

/// "0.3912 .. 0.4514", or "-" without an interval.
std::string interval_text(const Estimate& estimate, double scale);

}  // namespace assay::cli
