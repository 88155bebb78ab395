#pragma once

#include <span>
#include <string>

#include "datasets/task_spec.h"
#include "harness/core/value.h"

namespace assay::datasets {

/// What a source gives for a row, and whether it was a raw column: a number in a column is a number, one that a
/// template printed is a text of digits.
struct RowValue {
  Value value;
  bool is_column = false;
};

/// The raw column, the constant list, or what the template gives: a list where the whole template is one expression
/// whose value is a list, else its text. `columns` are the names that count as columns, beside the row's own. Throws:
/// Error(kData) for a column that this row lacks; Error(kConfig) for a template that fails, with its place.
RowValue row_value(const RowSource& source, const Value& row, std::span<const std::string> columns = {});

/// The same as one text. Throws: Error(kData) for a list, an object or null.
std::string row_text(const RowSource& source, const Value& row, std::span<const std::string> columns = {});

/// A string as it is, a number or boolean as Python's str() writes it; nullopt for anything else.
std::optional<std::string> scalar_text(const Value& value);

}  // namespace assay::datasets
