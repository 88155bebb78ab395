#pragma once

#include <iosfwd>

#include "harness/core/report.h"
#include "harness/core/sweep_report.h"

namespace assay::reports {

/// One row a setting, model, task and metric: the axes' values, the number, its difference to the default's, what it
/// takes.
void write_sweep_csv(const SweepReport& sweep, const ReportOptions& options, std::ostream& out);

}  // namespace assay::reports
