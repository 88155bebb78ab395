#pragma once

#include <span>
#include <string>
#include <vector>

#include "harness/core/comparison.h"
#include "reports/table.h"

namespace assay::reports {

/// Outcomes of gates, one line each.
std::vector<std::string> gate_lines(std::span<const GateResult> gates);

/// A comparison in words: what the reports for people have in common. Lines are as they are, not yet made `visible`.
class ComparisonText {
 public:
  /// At most `max_flips` samples are listed one by one. Requires: `comparison` outlives this.
  ComparisonText(const Comparison& comparison, int max_flips) : comparison_(comparison), max_flips_(max_flips) {}

  std::string title() const;
  /// What came of it, in one or a few lines.
  std::vector<std::string> summary() const;
  Table results() const;
  /// Reasons for missing tests, and what the samples can show where nothing was found.
  std::vector<std::string> remarks() const;
  std::string flips_title() const;
  std::vector<std::string> flips() const;
  std::vector<std::string> unstable() const;
  std::vector<std::string> not_comparable() const;
  std::vector<std::string> differences() const;
  std::vector<std::string> gates() const { return gate_lines(comparison_.gates); }

 private:
  const Comparison& comparison_;
  int max_flips_;
};

/// "acc of general_knowledge", with the models where the comparison has several pairs of them.
std::string result_name(const Comparison& comparison, const PairedResult& result);

}  // namespace assay::reports
