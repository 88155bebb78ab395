#pragma once

#include <span>
#include <string>

#include "datasets/task_spec.h"
#include "harness/core/sample.h"
#include "harness/core/value.h"

namespace assay::datasets {

/// What is known of a split before its rows become samples.
struct SplitShape {
  std::vector<std::string> columns;  ///< of the evaluated split
  bool choices_as_inputs = false;
};

/// Whether the rows of a task like `row` have their choices as inputs: the task says so, or its `doc_to_text` gives a number
/// for it where there are choices, as in lm-evaluation-harness.
bool has_choices_as_inputs(const TaskSpec& spec, const Value& row, std::span<const std::string> columns);

/// A dataset row as a sample, all but its id: the question rendered, the choices listed, the answers resolved.
/// In multiple choice an answer is an index into the choices (a number, or a template that prints digits) or the text
/// of a choice, or a list of either; elsewhere a text, a number (as its text) or a list of texts. A null answer is none.
/// Throws: Error(kData) for a row that does not give what the task asks of it; Error(kConfig) for a template that fails.
Sample build_sample(const TaskSpec& spec, Value row, const SplitShape& shape);

/// The same by the form of the task's examples, whose answer may be any text.
Sample build_example(const TaskSpec& spec, Value row, const SplitShape& shape);

/// Makes the fields of `doc_map` in their order; false where `doc_filter` drops the row, which it sees as it was.
/// Throws: as above.
bool prepare_row(const TaskSpec& spec, Value& row);

}  // namespace assay::datasets
