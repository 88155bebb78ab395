#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "datasets/dataset_location.h"
#include "datasets/sample_builder.h"
#include "datasets/task_spec.h"
#include "harness/core/reader.h"
#include "harness/core/sample.h"

namespace assay::datasets {

/// With what, and from where, data are read.
struct LoadOptions {
  std::span<const ReaderDef* const> readers;
  DatasetPlaces places = {};  ///< where datasets are looked for by their ids
};

/// The samples of one split, read when they are wanted: memory holds their ids, not their rows.
/// Their ids (row_ids.h) come from `id_field`, a column "id" or else the rows' content: they are the same in any order.
class SampleSet {
 public:
  SampleSet();
  ~SampleSet();
  SampleSet(SampleSet&&) noexcept;
  SampleSet& operator=(SampleSet&&) noexcept;

  std::size_t size() const;
  bool empty() const { return size() == 0; }
  const std::string& id(std::size_t i) const { return ids()[i]; }
  std::span<const std::string> ids() const;
  /// The columns of the split, and how its choices are used.
  const SplitShape& shape() const;
  /// SHA-256 of the file; for several, chained over their digests in order. Not changed by a limit.
  const std::string& data_sha256() const;

  /// The samples at these places, ascending. Going forward costs the rows passed over, going back starts again.
  /// Throws: Error(kData) with file and line for a row that does not give what the task's templates ask, and for a file
  /// that is no longer what it was. Threads: one at a time.
  std::vector<Sample> read(std::span<const std::size_t> places) const;
  /// Those from `begin` to before `end`.
  std::vector<Sample> read(std::size_t begin, std::size_t end) const;
  /// All of them.
  std::vector<Sample> read_all() const { return read(0, size()); }
  /// "file:line" of each of those.
  std::vector<std::string> where(std::size_t begin, std::size_t end) const;

 private:
  friend SampleSet open_samples(const TaskSpec&, const LoadOptions&, std::optional<std::int64_t>);
  struct State;
  std::unique_ptr<State> state_;
};

/// The samples a task is scored on: the first `limit` of its evaluated split, or all. Every row is read once for its id
/// and columns. Throws: Error(kData) with file and line for a row that cannot be read, and for two rows with one id;
/// Error(kConfig) for a split without files and a file name that no reader knows.
SampleSet open_samples(const TaskSpec& spec, const LoadOptions& options, std::optional<std::int64_t> limit = std::nullopt);

/// The examples that may stand in front of the samples of `evaluated`, with the digest of where they come from.
struct ExampleRows {
  std::vector<Sample> examples;
  std::string data_sha256;
};
/// Reads the rows that few-shot examples are chosen from: `fewshot_config.split`, or else the examples in the task file,
/// the training split, the validation split or the evaluated one, in this order. Throws: as above.
ExampleRows load_examples(const TaskSpec& spec, const LoadOptions& options, const SampleSet& evaluated);

}  // namespace assay::datasets
