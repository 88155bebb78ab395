#pragma once

#include <span>
#include <string>

#include "datasets/task_spec.h"
#include "harness/core/sample.h"
#include "harness/core/value.h"

namespace assay::datasets {

/// A dataset row as a sample, all but its id: the question rendered, the choices listed, the answers resolved.
/// In multiple choice an answer is an index into the choices (a number, or a template that prints digits) or the text
/// of a choice, or a list of either; elsewhere a text, a number (as its text) or a list of texts. `columns` are the
/// columns of the whole split. Throws: Error(kData) for a row that does not give what the task asks of it;
/// Error(kConfig) for a template that fails.
Sample build_sample(const TaskSpec& spec, Value row, std::span<const std::string> columns);

}  // namespace assay::datasets
