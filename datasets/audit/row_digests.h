#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "datasets/row_ids.h"
#include "harness/core/reader.h"

namespace assay::datasets {

/// One row of a file as its content names it.
struct RowDigest {
  std::string id;      ///< the id that a task gives the row's sample
  std::string where;   ///< "file:line"
  std::string sha256;  ///< of the row's canonical JSON
};

/// A digest of many rows that does not depend on their order; equal rows count as often as they are there. It is the
/// SHA-256 of the rows' digests sorted, each followed by a line feed, so `sort | sha256sum` gives it too.
class RowSetDigest {
 public:
  /// Requires: 64 hexadecimal digits.
  void add(std::string_view sha256);
  std::string hex();
  std::uint64_t rows() const { return digests_.size(); }
  /// How many different rows there are.
  std::uint64_t distinct();

 private:
  void sort();
  std::vector<std::array<std::uint64_t, 4>> digests_;
  bool sorted_ = false;
};

/// The ids, places and digests of all rows of a file, in order. Memory grows with the number of rows, not their length.
std::vector<RowDigest> digest_rows(const std::string& file, std::span<const ReaderDef* const> readers);

/// A row whose id depends on the order of the rows: its digest, or nullopt where every row has the same id in the order
/// of the file, in the opposite order and in a shuffled one.
std::optional<std::string> unstable_row(const std::string& file, std::span<const ReaderDef* const> readers,
                                        const std::vector<RowDigest>& rows);

}  // namespace assay::datasets
