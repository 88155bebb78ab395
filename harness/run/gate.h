#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "harness/core/comparison.h"
#include "harness/core/report.h"

namespace assay::run {

/// One rule of a regression gate, as read from text.
struct GateRule {
  enum class Kind {
    kDrop,    ///< TASK.METRIC drop < X [vs RUN] [at 95%]: a non-inferiority test
    kValue,   ///< TASK.METRIC >= X [at 95%]
    kFailed,  ///< failed <= 1%
    kFlips,   ///< flips(pass->fail) <= N
  };
  std::string written;
  Kind kind = Kind::kDrop;
  std::string task, metric;    ///< "*" for all
  std::string relation;        ///< of kValue: ">=", ">", "<=" or "<"
  double bound = 0.0;
  bool bound_is_share = false; ///< written with %: a share of the metric's scale
  std::string versus;          ///< the run after `vs`, "" where the rule names none
  std::optional<double> level; ///< after `at`
  bool lost = true;            ///< of kFlips: pass->fail, else fail->pass
};

/// Reads a rule. Throws: Error(kConfig) with `where`, the rule, what is wrong with it and the forms there are.
GateRule parse_gate(const std::string& text, const std::string& where);

/// What rules are judged by.
struct GateInputs {
  /// The candidate against the run that a rule names ("" for the one of the command line), with intervals of that level.
  /// Throws: Error(kConfig) where there is none.
  std::function<const Comparison&(const std::string& versus, double level)> compared;
  std::vector<ResultRow> results;  ///< of the candidate
  std::vector<GroupRow> groups = {};  ///< of the candidate; a rule names them in the place of a task, * does not mean them
  double level = 0.95;             ///< of rules that state none
};

/// Judges one rule; over several tasks or metrics the worst outcome counts.
/// A drop is excluded only by the interval: met where it excludes a drop of X, not met where it lies below 0 and reaches X,
/// inconclusive in between. Throws: Error(kConfig) for a task or metric that neither run has.
GateResult judge(const GateRule& rule, const GateInputs& inputs);

/// The exit code of a set of outcomes: 1 where one is not met, else 3 where one could not be judged for failures, else 4 where
/// one is inconclusive and `inconclusive_fails`, else 0.
int exit_code_of(std::span<const GateResult> gates, bool inconclusive_fails);

}  // namespace assay::run
