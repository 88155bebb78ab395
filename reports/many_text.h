#pragma once

#include <string>
#include <utility>
#include <vector>

#include "harness/core/many_runs.h"
#include "harness/core/value.h"
#include "reports/table.h"

namespace assay::reports {

/// The tables of three runs or more, each with its title: a series, or the pairs and the ranking.
std::vector<std::pair<std::string, Table>> many_tables(const ManyRuns& runs);

/// What came of a series, one line a metric: the first run that is worse than the best before it.
std::vector<std::string> many_remarks(const ManyRuns& runs);

/// The same as machine-readable reports give it: runs, series or pairs, matrix and ranking, not_comparable.
Value many_value(const ManyRuns& runs);

}  // namespace assay::reports
