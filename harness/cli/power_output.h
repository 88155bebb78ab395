#pragma once

#include <optional>
#include <span>
#include <string>

#include "harness/cli/console.h"
#include "harness/core/value.h"
#include "harness/run/sample_plan.h"

namespace assay::cli {

/// What a stored metric's spread allows.
struct PlannedRow {
  run::StoredSpread spread;
  std::optional<run::SamplePlan> plan;  ///< nullopt where spread.reason says why
};

/// "969 samples find a difference of 0.03 with a probability of 80 % (two-sided test at 5 %)".
std::string plan_sentence(const run::SamplePlan& plan, double alpha);

/// The same as JSON: sought, n, n_exact, difference, power, alpha, design_effect.
Value plan_value(const run::SamplePlan& plan, double alpha, double design_effect);

/// Says on stderr, where a plan has few samples, that it promises a little too much.
void notice_few_samples(Console& console, const run::SamplePlan& plan);

/// Prints the plans of stored metrics, one a line, and what was taken for granted; or all as JSON.
void print_planned(Console& console, std::span<const PlannedRow> rows, double alpha, const std::string& assumed,
                   bool json);

}  // namespace assay::cli
