#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "harness/core/reader.h"

namespace assay::datasets {

/// Hands on every row of a file; the reader tells its place. Throws: Error(kConfig) for a file name that no reader
/// knows; Error(kData) for a file that cannot be read or has no rows.
void for_each_row(const std::string& file, std::span<const ReaderDef* const> readers,
                  const std::function<void(Value& row, const Reader& reader)>& each);

/// Throws: Error(kUsage) where two of the names mean one file, which would make every row its own duplicate.
void require_different_files(const std::vector<std::string>& files);

/// The texts of the columns, or of all but "id" in the order of their names: each string at any depth, numbers and
/// booleans as JSON writes them, nothing for null. Throws: Error(kData) for a column that the row lacks.
std::vector<std::string> row_texts(const Value& row, std::span<const std::string> columns, const Reader& reader);

}  // namespace assay::datasets
