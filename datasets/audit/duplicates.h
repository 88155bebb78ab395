#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "datasets/audit/candidates.h"
#include "datasets/audit/words.h"
#include "harness/core/reader.h"

namespace assay::datasets {

/// How duplicates are looked for.
struct DuplicateOptions {
  std::vector<std::string> columns = {};  ///< none: all but "id"
  WordOptions words = {};
  bool near = true;            ///< also near-duplicates
  std::size_t shingle = 5;     ///< words a shingle
  double threshold = 0.8;      ///< Jaccard similarity of the sets of shingles, in 0.1..1
  bool across = false;         ///< only between different files
  int num_hashes = 128;        ///< of a MinHash signature
  CandidateLimits limits = {};
};

/// A row that is part of a duplicate.
struct DuplicateRow {
  std::uint32_t file = 0;     ///< place in the list of files
  std::uint32_t number = 0;   ///< of the row in its file, from 1
  std::string where;          ///< "file:line"
  std::string id;             ///< the column "id", else what its sample is called
};

/// Two rows that share most of their shingles without being equal: places in `DuplicateReport::rows`.
struct NearPair {
  std::size_t a = 0;
  std::size_t b = 0;
  double similarity = 0.0;  ///< exact Jaccard similarity
};

/// All duplicates of some files. Of equal rows the first one stands for all in `near`, or one of another file where
/// only pairs between files count.
struct DuplicateReport {
  std::uint64_t num_rows = 0;
  std::uint64_t without_text = 0;  ///< rows without a word: not compared
  std::vector<std::uint64_t> rows_in_file;
  std::vector<DuplicateRow> rows;                 ///< in the order of the files
  std::vector<std::vector<std::size_t>> exact;    ///< groups of rows with equal words
  std::vector<NearPair> near;                     ///< by their rows
  std::vector<std::vector<std::size_t>> clusters; ///< what exact groups and near pairs connect
  std::uint64_t redundant = 0;  ///< rows that would have to go until no duplicate is left: all but one a cluster
  int bands = 0, band_rows = 0;
  double recall = 1.0;          ///< probability that a pair of exactly `threshold` became a candidate
  std::uint64_t candidates = 0;
  std::uint64_t cut_buckets = 0;
  bool complete = true;
};

/// Reads the files twice: once for hashes and signatures, and again for the words of the candidates, whose similarity is
/// then computed exactly. Memory: about 250 bytes a row and the words of the candidates. Deterministic.
/// Throws: Error(kUsage) for options out of their range or a file named twice; Error(kData) for a row that cannot be
/// read or lacks a column.
DuplicateReport find_duplicates(const std::vector<std::string>& files, std::span<const ReaderDef* const> readers,
                                const DuplicateOptions& options);

}  // namespace assay::datasets
