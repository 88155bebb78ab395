#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "datasets/audit/ngram_index.h"
#include "datasets/audit/training_text.h"
#include "datasets/audit/words.h"
#include "harness/core/reader.h"

namespace assay::datasets {

/// How samples are looked for in training text.
struct ContaminationOptions {
  std::vector<std::string> columns = {};  ///< none: all but "id"
  WordOptions words = {};
  std::size_t ngram = 13;
  bool skip_unreadable = false;  ///< files that cannot be read are counted instead of ending the search
};

/// One sample and what of it was found.
struct SampleContamination {
  std::string id;
  std::string where;
  SampleOverlap overlap;
};

/// The samples of a file against training text.
struct ContaminationReport {
  std::vector<SampleContamination> samples;
  std::uint64_t too_short = 0;  ///< samples without an n-gram: neither clean nor contaminated
  std::uint64_t different_ngrams = 0;
  TrainingTextCounts text;
  std::vector<std::string> left_out;  ///< the data file itself, where it lies among the training text
  /// Samples with an n-gram, and those of them of which a share over 0 and of at least `share` was found.
  std::uint64_t measured() const { return samples.size() - too_short; }
  std::uint64_t contaminated(double share) const;
};

/// Indexes the n-grams of the samples and streams the training text through them, so memory grows with the samples and
/// not with the training text. `progress` is called with the file about to be read, its number and how many there are.
/// Throws: Error(kUsage) for an n-gram length out of 1..100; Error(kData) for what cannot be read.
ContaminationReport find_contamination(
    const std::string& data, const std::vector<std::string>& training, std::span<const ReaderDef* const> readers,
    const ContaminationOptions& options,
    const std::function<void(const std::string& file, std::size_t number, std::size_t count)>& progress = {});

}  // namespace assay::datasets
