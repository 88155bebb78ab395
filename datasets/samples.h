#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "datasets/task_spec.h"
#include "harness/core/reader.h"
#include "harness/core/sample.h"

namespace assay::datasets {

/// The samples of one split.
/// Their ids: the value of `id_field` (or of a column "id"), else the first 12 hexadecimal digits of the SHA-256 of the
/// row's canonical JSON; the second of two equal rows gets "#2" behind it, and so on.
struct SampleSet {
  std::vector<Sample> samples;
  std::vector<std::string> where;  ///< "file:line" of each sample's row
  /// SHA-256 of the file; for several, chained over their digests in order. Not changed by a limit.
  std::string data_sha256;
};

/// The samples a task is scored on: the first `limit` of its evaluated split, or all.
/// Throws: Error(kData) with file and line for a row that cannot be read, or does not give what the task's templates
/// ask; Error(kConfig) for a split without files and a file name that no reader knows.
SampleSet load_samples(const TaskSpec& spec, std::span<const ReaderDef* const> readers,
                       std::optional<std::int64_t> limit = std::nullopt);

/// All rows that few-shot examples are chosen from.
SampleSet load_fewshot_samples(const TaskSpec& spec, std::span<const ReaderDef* const> readers);

}  // namespace assay::datasets
