#include "datasets/dataset_location.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "harness/core/error.h"

namespace assay::datasets {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 5> kBuilders = {"json", "csv", "text", "parquet", "arrow"};

bool is_folder(const fs::path& path) {
  std::error_code error;
  return fs::is_directory(path, error);
}

std::vector<std::string> folders_in(const fs::path& folder) {
  std::vector<std::string> out;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error))
    if (is_folder(entry.path())) out.push_back(entry.path().filename().string());
  std::sort(out.begin(), out.end());
  return out;
}

std::string first_word(const fs::path& file) {
  std::ifstream in(file);
  std::string word;
  in >> word;
  return word;
}

// A name from a task file that becomes part of a path.
bool is_plain_name(std::string_view name) { return name != "." && name != ".." && name.find('/') == std::string_view::npos; }

// The snapshot of a revision: the commit in refs/REVISION, or the revision itself, or for "main" the only one there is.
std::optional<fs::path> snapshot_of(const fs::path& repo, const std::string& revision) {
  const std::string name = revision.empty() ? "main" : revision;
  const fs::path snapshots = repo / "snapshots";
  const std::string commit = first_word(repo / "refs" / name);
  if (!commit.empty() && is_plain_name(commit) && is_folder(snapshots / commit)) return snapshots / commit;
  if (is_plain_name(name) && is_folder(snapshots / name)) return snapshots / name;
  const std::vector<std::string> all = folders_in(snapshots);
  if (revision.empty() && all.size() == 1) return snapshots / all.front();
  return std::nullopt;
}

// org___name/CONFIG/VERSION/HASH: the newest folder of a configuration that holds a dataset_info.json.
std::optional<fs::path> prepared_folder(const fs::path& config) {
  std::optional<fs::path> best;
  fs::file_time_type newest;
  for (const std::string& version : folders_in(config)) {
    for (const std::string& hash : folders_in(config / version)) {
      const fs::path folder = config / version / hash;
      std::error_code error;
      const auto time = fs::last_write_time(folder / "dataset_info.json", error);
      if (error || hash.ends_with(".incomplete") || (best && time <= newest)) continue;
      best = folder;
      newest = time;
    }
  }
  return best;
}

std::optional<DatasetLocation> find_prepared(const fs::path& dataset, const DatasetQuery& query,
                                             const ExpandGlob& expand_glob) {
  std::vector<std::string> configs;
  for (const std::string& name : folders_in(dataset))
    if (prepared_folder(dataset / name)) configs.push_back(name);
  const auto has = [&](const std::string& name) { return std::find(configs.begin(), configs.end(), name) != configs.end(); };
  std::string config = query.name;
  if (config.empty()) config = configs.size() == 1 ? configs.front() : "default";
  if (!has(config)) return std::nullopt;
  DatasetLocation out = dataset_in_folder(prepared_folder(dataset / config)->string(), "", "", expand_glob);
  out.config = config;
  out.configs = configs;
  return out;
}

class Search {
 public:
  Search(const DatasetQuery& query, const DatasetPlaces& places, const ExpandGlob& expand_glob)
      : query_(query), places_(places), expand_glob_(expand_glob) {}

  std::optional<DatasetLocation> run() {
    for (const std::string& root : places_.data_roots) {
      const fs::path base(root);
      std::vector<fs::path> candidates = {base / query_.path};
      for (const char* separator : {"--", "___"})
        if (query_.path.find('/') != std::string::npos) candidates.push_back(base / folder_name_of(query_.path, separator));
      if (const std::size_t slash = query_.path.find('/'); slash != std::string::npos)
        candidates.push_back(base / query_.path.substr(slash + 1));
      for (const fs::path& folder : candidates)
        if (look(folder)) return open(folder);
    }
    if (!places_.fetched.empty()) {
      const fs::path folder = fs::path(places_.fetched) / folder_name_of(query_.path);
      if (look(folder)) return open(folder);
    }
    for (const std::string& cache : places_.hub_caches) {
      const fs::path repo = fs::path(cache) / ("datasets--" + folder_name_of(query_.path, "--"));
      if (!look(repo)) continue;
      if (const auto snapshot = snapshot_of(repo, query_.revision)) return open(*snapshot);
      looked_.back() += fmt::format(" (it has no snapshot of '{}')", query_.revision.empty() ? "main" : query_.revision);
    }
    // Prepared Arrow files are of whole splits: named files cannot be found among them.
    for (const std::string& cache : places_.prepared) {
      if (!query_.data_files.empty() || !query_.data_dir.empty() || !query_.revision.empty()) break;
      const fs::path folder = fs::path(cache) / folder_name_of(query_.path);
      if (!look(folder)) continue;
      if (auto found = find_prepared(folder, query_, expand_glob_)) return found;
      looked_.back() += fmt::format(" (it has no configuration '{}')", query_.name.empty() ? "default" : query_.name);
    }
    return std::nullopt;
  }

  DatasetLocation open(const fs::path& folder) const {
    if (query_.data_files.empty()) return dataset_in_folder(folder.string(), query_.name, query_.data_dir, expand_glob_);
    const fs::path base = query_.data_dir.empty() ? folder : folder / query_.data_dir;
    return {folder.string(), query_.name, {}, expand_data_files(query_.data_files, base.string(), expand_glob_)};
  }

  const std::vector<std::string>& looked() const { return looked_; }

 private:
  bool look(const fs::path& folder) {
    looked_.push_back(folder.string());
    return is_folder(folder);
  }

  const DatasetQuery& query_;
  const DatasetPlaces& places_;
  const ExpandGlob& expand_glob_;
  std::vector<std::string> looked_;
};

DatasetLocation locate_for_builder(const DatasetQuery& query, const ExpandGlob& expand_glob) {
  DatasetLocation out;
  const fs::path base = query.data_dir.empty() ? fs::path(query.base_folder) : fs::path(query.base_folder) / query.data_dir;
  if (!query.data_files.empty()) {
    out.splits = expand_data_files(query.data_files, base.string(), expand_glob);
  } else if (!query.data_dir.empty() && is_folder(base)) {
    out = dataset_in_folder(query.base_folder, "", query.data_dir, expand_glob);
  } else {
    throw Error(
        ErrorKind::kConfig,
        fmt::format("{}: the dataset '{}' is a format, and no files are named; expected dataset_kwargs with data_files "
                    "or data_dir",
                    query.where, query.path));
  }
  for (SplitFiles& split : out.splits) split.format = query.path;
  return out;
}

}  // namespace

std::string folder_name_of(const std::string& id, std::string_view separator) {
  const std::size_t slash = id.find('/');
  if (slash == std::string::npos) return id;
  return fmt::format("{}{}{}", id.substr(0, slash), separator, id.substr(slash + 1));
}

bool is_dataset_id(std::string_view text) {
  const std::size_t slash = text.find('/');
  auto is_part = [](std::string_view part) {
    return !part.empty() && part.size() <= 128 && part != "." && part != ".." &&
           std::all_of(part.begin(), part.end(), [](char c) {
             return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
                    c == '.';
           });
  };
  return is_part(text.substr(0, slash)) && (slash == std::string_view::npos || is_part(text.substr(slash + 1)));
}

DatasetPlaces dataset_places(const std::function<std::optional<std::string>(const std::string&)>& lookup,
                             const std::vector<std::string>& more_roots) {
  auto set = [&](const char* name) {
    const auto value = lookup(name);
    return value ? *value : std::string();
  };
  DatasetPlaces out;
  out.data_roots = more_roots;
  std::stringstream roots(set("ASSAY_DATA_ROOT"));
  for (std::string root; std::getline(roots, root, ':');)
    if (!root.empty()) out.data_roots.push_back(root);
  std::string cache = set("XDG_CACHE_HOME");
  if (cache.empty() && !set("HOME").empty()) cache = set("HOME") + "/.cache";
  const std::string own = !set("ASSAY_CACHE").empty() ? set("ASSAY_CACHE") : cache.empty() ? "" : cache + "/assay";
  if (!own.empty()) out.fetched = own + "/datasets";
  const std::string hf = !set("HF_HOME").empty() ? set("HF_HOME") : cache.empty() ? "" : cache + "/huggingface";
  std::string hub = set("HF_HUB_CACHE");
  if (hub.empty()) hub = set("HUGGINGFACE_HUB_CACHE");
  if (hub.empty() && !hf.empty()) hub = hf + "/hub";
  if (!hub.empty()) out.hub_caches.push_back(hub);
  std::string prepared = set("HF_DATASETS_CACHE");
  if (prepared.empty() && !hf.empty()) prepared = hf + "/datasets";
  if (!prepared.empty()) out.prepared.push_back(prepared);
  return out;
}

DatasetLocation locate_dataset(const DatasetQuery& query, const DatasetPlaces& places, const ExpandGlob& expand_glob) {
  const fs::path folder = fs::path(query.base_folder) / query.path;
  Search search(query, places, expand_glob);
  if (std::find(kBuilders.begin(), kBuilders.end(), query.path) != kBuilders.end() &&
      (!query.data_files.empty() || !query.data_dir.empty() || !is_folder(folder)))
    return locate_for_builder(query, expand_glob);
  if (query.path.empty())
    throw Error(ErrorKind::kConfig, fmt::format("{}: no dataset is named; expected dataset_path", query.where));
  if (is_folder(folder)) return search.open(folder);
  std::vector<std::string> looked = {folder.string()};
  if (is_dataset_id(query.path)) {
    if (auto found = search.run()) return *found;
    looked.insert(looked.end(), search.looked().begin(), search.looked().end());
  }
  throw Error(ErrorKind::kConfig,
              fmt::format("{}: the dataset '{}' is not on this machine; expected a folder at one of {} (`assay "
                          "fetch {}` gets it from the hub, --data-root names a folder of datasets)",
                          query.where, query.path, fmt::join(looked, ", "), query.path));
}

}  // namespace assay::datasets
