#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "datasets/audit/words.h"
#include "harness/core/reader.h"

namespace assay::datasets {

/// What was found in the files of training text.
struct TrainingTextCounts {
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;
  std::uint64_t words = 0;
  std::uint64_t documents = 0;            ///< texts of rows, and files of plain text
  std::vector<std::string> binary;        ///< files left out: a NUL among their first 8 KiB
  std::vector<std::string> not_utf8;      ///< files whose words with bad bytes cannot match
  std::vector<std::string> unreadable;    ///< files not read to their end, with the reason
};

/// The files of folders and files, sorted by path; folders are gone into, links to folders are not.
/// Throws: Error(kData) for a path that is not there and a folder without files.
std::vector<std::string> training_files(const std::vector<std::string>& paths);

/// Where the words of the training text go.
struct TrainingSink {
  /// A new document begins: words before and behind it are no neighbours. `place` gives "file:line" of the word being
  /// handed on, while the document lasts.
  std::function<void(const std::function<std::string()>& place)> begin;
  std::function<void(std::string_view word)> word;
};

/// Streams one file. A file that a reader knows by its ending is rows, and each string in a row a document; all else is
/// one document of plain text. Memory does not grow with the file.
/// Throws: Error(kData) for a file that cannot be read, unless `skip_unreadable`, which counts it.
void stream_training_file(const std::string& file, std::span<const ReaderDef* const> readers, const WordOptions& words,
                          bool skip_unreadable, const TrainingSink& sink, TrainingTextCounts& counts);

}  // namespace assay::datasets
