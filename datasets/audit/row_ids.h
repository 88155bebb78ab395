#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "harness/core/reader.h"

namespace assay::datasets {

/// One row of a file as its content names it.
struct RowDigest {
  std::string id;      ///< the id that a task gives the row's sample
  std::string where;   ///< "file:line"
  std::string sha256;  ///< of the row's canonical JSON
};

/// SHA-256 of a row's canonical JSON: the order of its members and white space change nothing.
std::string row_sha256(const Value& row);

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

/// Gives rows the ids that their samples have (datasets/samples.h): the column "id", else the first 12 digits of the
/// digest; "#2" and so on behind the second of two equal rows.
class RowIds {
 public:
  /// Throws: Error(kData) for an id that also another row has, or that is neither a text nor a whole number.
  std::string id_of(const Value& row, const std::string& sha256, const std::string& where);

 private:
  struct First {
    std::string sha256;
    std::string where;
  };
  std::unordered_map<std::string, First> first_;
  std::unordered_map<std::string, int> copies_;
  std::unordered_set<std::string> used_;
};

/// The ids, places and digests of all rows of a file, in order. Memory grows with the number of rows, not their length.
std::vector<RowDigest> digest_rows(const std::string& file, std::span<const ReaderDef* const> readers);

/// A row whose id depends on the order of the rows: its digest, or nullopt where every row has the same id in the order
/// of the file, in the opposite order and in a shuffled one.
std::optional<std::string> unstable_row(const std::string& file, std::span<const ReaderDef* const> readers,
                                        const std::vector<RowDigest>& rows);

}  // namespace assay::datasets
