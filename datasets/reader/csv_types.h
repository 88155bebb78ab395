#pragma once

#include <string>
#include <string_view>

#include "harness/core/value.h"

namespace assay::datasets {

/// What the cells of a column become.
enum class CsvType { kNull, kInteger, kNumber, kBoolean, kText };

/// Whether a cell counts as missing: empty, or one of the words "NA", "N/A", "NaN", "None", "null" and their like.
/// Source: pandas 3.1, `pandas.read_csv`, keep_default_na.
bool is_missing_cell(std::string_view cell);

/// Finds the type of a column from all its cells, as pandas does: whole numbers where all are (and none is missing, else
/// numbers), numbers, booleans, else text. "007" among whole numbers is one. Whole numbers beyond 64 signed bits make a
/// text, so that no digit is lost. Source: pandas 3.1, the C parser; tests/golden/datasets/csv.json.
class CsvTypeGuess {
 public:
  /// Requires: `keep_default_na` is the same for all cells; where it is false no cell is missing.
  void add(std::string_view cell, bool keep_default_na);
  CsvType type() const;

 private:
  bool has_value_ = false;
  bool has_missing_ = false;
  bool all_whole_ = true;    // written as whole numbers
  bool all_int64_ = true;    // and in range
  bool all_numbers_ = true;  // whole or not
  bool all_booleans_ = true;
  bool too_big_first_ = false;  // a whole number beyond 64 bits before any number that is not whole
};

/// A cell in the type of its column.
Value csv_value(std::string cell, CsvType type, bool keep_default_na);

}  // namespace assay::datasets
