#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "datasets/dataset_folder.h"

namespace assay::datasets {

/// Which data a task asks for, in HuggingFace's terms.
struct DatasetQuery {
  std::string path;         ///< a builder (json, csv, text, parquet, arrow), a folder, or an id: "name" or "org/name"
  std::string name;         ///< the configuration; "" for the one there is
  DataFiles data_files;     ///< see parse_data_files; empty for those that are found
  std::string data_dir;     ///< a subfolder, "" for none
  std::string revision;     ///< of a hub cache: a branch, tag or commit; "" is "main"
  std::string base_folder;  ///< what relative folders and files are relative to: the task file's folder
  std::string where;        ///< "file:line" for messages
};

/// Where datasets are looked for by their id, in this order.
struct DatasetPlaces {
  std::vector<std::string> data_roots;  ///< --data-root, ASSAY_DATA_ROOT: ROOT/org/name, ROOT/org--name, ROOT/name
  std::string fetched;                  ///< what `assay fetch` wrote
  std::vector<std::string> hub_caches;  ///< HuggingFace's downloads: datasets--org--name/snapshots/COMMIT
  std::vector<std::string> prepared;    ///< HuggingFace's prepared Arrow files: org___name/CONFIG/VERSION/HASH
};

/// The places that the environment names: ASSAY_DATA_ROOT (colon-separated), ASSAY_CACHE, HF_HUB_CACHE, HF_DATASETS_CACHE,
/// HF_HOME, XDG_CACHE_HOME and HOME, with the defaults of HuggingFace's libraries. `more_roots` come first.
DatasetPlaces dataset_places(const std::function<std::optional<std::string>(const std::string&)>& lookup,
                             const std::vector<std::string>& more_roots = {});

/// Finds the data of a task without a network. Throws: Error(kConfig) that names every place looked at, for what is in
/// none, and for a configuration or builder that is not there; Error(kData) for what is found and broken.
DatasetLocation locate_dataset(const DatasetQuery& query, const DatasetPlaces& places, const ExpandGlob& expand_glob);

/// The folder's name of an id: "org___name", as HuggingFace's cache and `assay fetch` write it.
std::string folder_name_of(const std::string& id, std::string_view separator = "___");

/// Whether a text can be an id of the hub: one or two parts of letters, digits, '-', '_' and '.', none of them "." or "..".
bool is_dataset_id(std::string_view text);

}  // namespace assay::datasets
