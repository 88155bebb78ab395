#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace assay::datasets {

/// The files of one split, in the order of their rows.
struct SplitFiles {
  std::string split;
  /// "json", "csv", "text", "parquet" or "arrow": HuggingFace's names, where "json" is JSON lines too, and "csv" is also
  /// tab-separated. Which reader of these it is, the file's extension says.
  std::string format;
  std::vector<std::string> files;
};

/// The format that a file's name stands for, "" for none; a compression (.gz .zst .bz2 .xz) is looked through.
std::string_view format_of(std::string_view file);

/// Whether `name` is a word for a split, as in "train", "validation" or "eval-2".
bool names_a_split(std::string_view name);

/// The splits among the files of a dataset's folder by HuggingFace's rules: `data/SPLIT-00000-of-00001.*`, else folders
/// and then file names that hold a split's word between separators ("val", "dev" and "valid" are "validation"; "testing",
/// "eval" and "evaluation" are "test"), else all of it is "train". `paths` are relative, with '/'. Files that hold no rows,
/// hidden ones and those in folders that begin with "__" are left out; of several formats in a split the commonest counts.
/// Source: datasets.data_files
std::vector<SplitFiles> splits_among(std::vector<std::string> paths);

/// The same where the split is known: the readable files of the commonest format, in the order given.
SplitFiles split_of(std::string split, const std::vector<std::string>& paths);

}  // namespace assay::datasets
