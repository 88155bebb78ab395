#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "datasets/split_files.h"
#include "harness/core/value.h"

namespace assay::datasets {

/// The files that a pattern with * ? [..] and ** stands for, sorted; a pattern without any is the file itself, if there.
using ExpandGlob = std::function<std::vector<std::string>(const std::string& pattern)>;

/// Splits and the patterns of their files.
using DataFiles = std::map<std::string, std::vector<std::string>>;

/// Where the rows of a dataset are.
struct DatasetLocation {
  std::string folder;                ///< "" where the files were named one by one
  std::string config;                ///< the one that was chosen; "" where there are none
  std::vector<std::string> configs;  ///< those that were found
  std::vector<SplitFiles> splits;    ///< files with their whole paths

  /// The split of that name. Throws: Error(kConfig) with the names of those there are; `where` is what asked.
  const SplitFiles& split(const std::string& name, const std::string& where) const&;
  const SplitFiles& split(const std::string& name, const std::string& where) const&& = delete;
};

/// The dataset in a folder on disk. What it is, shows from what lies in it: what `assay fetch` wrote (assay-dataset.json),
/// a `save_to_disk` folder (dataset_dict.json or state.json), a prepared cache folder (dataset_info.json with *.arrow), a
/// copy of a repository (README.md with `configs`), else files whose names tell their splits, with configurations in
/// subfolders. `config` "" takes the one there is, or "default", or the one marked as such. `data_dir` is a subfolder.
/// Throws: Error(kConfig) for a configuration that is not there, with those that are; Error(kData) for a folder that holds
/// no data, that names files outside of itself, or whose description is broken.
DatasetLocation dataset_in_folder(const std::string& folder, const std::string& config, const std::string& data_dir,
                                  const ExpandGlob& expand_glob);

/// The files of patterns that are relative to `base` ("" for the working folder). Throws: Error(kData) for a pattern that
/// no file matches, and one that names another machine.
std::vector<SplitFiles> expand_data_files(const DataFiles& patterns, const std::string& base, const ExpandGlob& expand_glob);

/// `data_files` as HuggingFace takes them: a text or a list of texts is the split "train"; else a map of split -> text or
/// list, or a list of {split, path}. Throws: Error(kConfig) for anything else; `where` is its place.
DataFiles parse_data_files(const Value& written, const std::string& where);

}  // namespace assay::datasets
