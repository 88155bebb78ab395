#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/reader.h"

namespace assay::datasets {

/// One part of a split: a share of the rows, or a number of them.
struct SplitShare {
  std::string name;
  double share = 0.0;
  std::optional<std::uint64_t> count;
};

/// Reads "train=0.8,test=0.2" or "train=rest,test=500". Throws: Error(kUsage) for shares that do not sum to 1, shares
/// and numbers together, a name that is no file name or is there twice.
std::vector<SplitShare> parse_shares(std::string_view written);

/// How rows are split.
struct SplitOptions {
  std::uint64_t seed = 1234;
  std::string by = {};  ///< a column whose equal values stay together; "" for the whole row
  bool replace = false;  ///< files that are there already
};

/// The place of a key in 0..1 under a seed. It depends on nothing else, so rows keep their part when others come, go or
/// change their order. Equal keys have one place: copies of a row never part.
double split_position(std::string_view key, std::uint64_t seed);

/// A part as it was written.
struct WrittenPart {
  std::string name;
  std::string file;
  std::uint64_t rows = 0;
  std::uint64_t groups = 0;  ///< different values of the column, 0 without one
  std::string rows_sha256;   ///< RowSetDigest of its rows
};

/// Splits the rows of a file into FOLDER/NAME.jsonl. With shares the part of a row is where its position falls among the
/// shares in their order; with numbers the rows of the lowest positions go to the parts with a number, in their order.
/// Files appear whole or not at all. Memory: constant with shares but for the digests (32 bytes a row).
/// Throws: Error(kUsage) for numbers together with a column, more rows asked for than there are, or a file that is there
/// already; Error(kData) for a row that cannot be read or lacks the column; Error(kRuntime) where a file cannot be written.
std::vector<WrittenPart> split_file(const std::string& file, std::span<const ReaderDef* const> readers,
                                    const std::vector<SplitShare>& parts, const std::string& folder,
                                    const SplitOptions& options);

}  // namespace assay::datasets
