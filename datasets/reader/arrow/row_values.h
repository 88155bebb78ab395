#pragma once

#include <arrow/api.h>

#include <cstdint>
#include <string>
#include <vector>

#include "harness/core/reader.h"
#include "harness/core/value.h"

namespace assay::datasets::arrow_module {

/// Turns rows of Arrow arrays into values, as Python's `to_pylist` does: dictionaries decoded, maps as lists of [key,
/// value], decimals and times as the texts that Python prints, bytes as base64.
/// Requires: batches that passed ValidateFull, of a schema that `check_schema` passed.
class RowValues {
 public:
  /// Row `i` of a batch as an object. `where` names the row in messages.
  /// Throws: Error(kData) for a row of more than 16 million values or 256 MiB of text: lists may share their elements, so
  /// that a small file can claim any size.
  Value row(const ::arrow::RecordBatch& batch, std::int64_t i, const std::string& where);

 private:
  Value value(const ::arrow::Array& array, std::int64_t i);
  Value list(const ::arrow::Array& values, std::int64_t from, std::int64_t count);
  Value text(std::string text);
  Value extension(const ::arrow::ExtensionArray& array, std::int64_t i);

  std::int64_t num_values_ = 0;
  std::size_t num_bytes_ = 0;
  const std::string* where_ = nullptr;
};

/// Throws: Error(kData) for a schema without columns, with two columns or fields of one name, names that are not UTF-8,
/// or types nested more than 100 deep.
void check_schema(const ::arrow::Schema& schema, const std::string& path);

/// The columns of a schema with their Arrow types; what lies in a struct or list follows its parent.
/// Requires: `check_schema` passed.
std::vector<ColumnInfo> columns_of(const ::arrow::Schema& schema);

}  // namespace assay::datasets::arrow_module
