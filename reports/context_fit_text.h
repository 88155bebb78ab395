#pragma once

#include <string>

#include "harness/core/report.h"
#include "harness/core/value.h"

namespace assay::reports {

/// How the prompts of a task were made to fit, as a sentence for a person.
std::string context_fit_text(const ContextFit& fit);

/// The same as a list of objects, for the JSON report.
Value context_fits_value(const RunFacts& facts);

}  // namespace assay::reports
