#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "harness/core/report.h"
#include "harness/core/sweep_report.h"
#include "reports/table.h"

namespace assay::reports {

/// A sweep in words and tables: what the reports for people have in common. Lines are as they are, not yet made
/// `visible`.
class SweepText {
 public:
  /// Requires: `sweep` outlives this, and has a setting.
  explicit SweepText(const SweepReport& sweep) : sweep_(sweep) {}

  std::string title() const;
  /// What came of it, in a few lines: the front, and what is better or worse than the default.
  std::vector<std::string> summary() const;
  /// One row a setting: what it gives by the metrics of the front, and what it takes.
  Table settings() const;
  /// One row a metric and setting: the number, and its difference to the default's.
  Table results() const;
  /// The shares of samples with a right answer among k; empty where there are none.
  Table best_of() const;
  /// Why settings were dropped, and what could not be compared.
  std::vector<std::string> remarks() const;

 private:
  const SweepReport& sweep_;
};

/// Writes a sweep for a terminal.
void write_sweep_terminal(const SweepReport& sweep, const ReportOptions& options, std::ostream& out);
/// Writes a sweep in Markdown.
void write_sweep_markdown(const SweepReport& sweep, const ReportOptions& options, std::ostream& out);

}  // namespace assay::reports
