#pragma once

#include <string>
#include <vector>

#include "harness/core/value.h"
#include "tests/support/shared.h"

namespace assay::test {

/// The golden files of tests/golden/tasks_lm_eval: what lm-evaluation-harness's own tasks ask over rows of ours.
std::vector<std::string> shipped_task_families();
/// One of them.
Value shipped_task_golden(const std::string& family);
/// Writes the rows of a golden file as datasets of the hub lie on a disk: ORG/NAME with a README.md that names their files.
void write_shipped_task_data(const Value& golden, const TempFolder& folder);

}  // namespace assay::test
