#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "datasets/samples.h"
#include "datasets/split_spec.h"
#include "datasets/task_spec.h"
#include "harness/core/reader.h"

namespace assay::datasets {

/// One file of a split, and how it is read.
struct RowFile {
  std::string path;
  const ReaderDef* reader = nullptr;
  ReadOptions options;
  std::optional<RowRange> rows;  ///< only these of it
};

/// The files of a split, in order; of "train[:100]+test" those of both, with the rows that count. Throws: Error(kConfig) for
/// a split that has none, a dataset that is not found (with every place looked at), a pattern that nothing matches, and a
/// file name that no reader knows.
std::vector<RowFile> locate_split(const TaskSpec& spec, const std::string& split, const LoadOptions& options);

/// SHA-256 of the file; for several, chained over their digests in order. Throws: Error(kData) where one cannot be read.
std::string files_sha256(const std::vector<RowFile>& parts);

/// The rows of a split, one after another, as a task sees them: `doc_filter` and `doc_map` applied.
/// Memory does not grow with the rows. Requires: `spec` and `parts` live as long.
class RowStream {
 public:
  RowStream(const TaskSpec& spec, const std::vector<RowFile>& parts) : spec_(spec), parts_(parts) {}

  /// Puts the next row into `row`; false at the end. Throws: Error(kData, kConfig).
  bool next(Value& row);
  /// The row last read as it is in the file. Requires: the `row` that `next` filled is there and unchanged.
  const Value& original() const { return *unchanged_; }
  /// "file:line" of the row last read.
  std::string where() const { return reader_ ? reader_->where() : name(); }
  /// The files' names.
  std::string name() const;
  std::int64_t num_dropped() const { return num_dropped_; }

 private:
  const TaskSpec& spec_;
  const std::vector<RowFile>& parts_;
  std::size_t part_ = 0;
  std::unique_ptr<Reader> reader_;
  std::int64_t row_ = 0;  // of the file, the next one
  Value original_;                    // where the task changes rows
  const Value* unchanged_ = nullptr;  // that, or the caller's row
  std::int64_t num_dropped_ = 0;
};

}  // namespace assay::datasets
