#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "datasets/convert/symbol.h"

namespace assay::datasets::convert {

/// The columns that a template cannot name as they are, with the field that stands for each.
using ColumnAliases = std::map<std::string, std::string>;

/// What `process_docs` does, in a task's terms.
struct RowChanges {
  std::string doc_filter;                                      ///< "" for all rows
  std::vector<std::pair<std::string, std::string>> doc_map;    ///< field and template, in order
};

/// The names of the columns in an expression.
std::vector<std::string> columns_in(const std::string& jinja);

/// The template of a value. Columns that are no names of a template get a field in `aliases`.
/// Throws: NotUnderstood for what is no value.
std::string template_of(const Symbol& symbol, ColumnAliases& aliases);

/// The filter and fields of a dataset that a function made. Throws: NotUnderstood.
RowChanges row_changes_of(const Symbol& dataset);

/// The entry of a doc_map that gives a column's alias its value: the column's bare name.
std::vector<std::pair<std::string, std::string>> alias_entries(const ColumnAliases& aliases);

}  // namespace assay::datasets::convert
