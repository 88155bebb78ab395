#include "datasets/dataset_folder.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>

#include "harness/core/error.h"
#include "harness/core/json.h"
#include "harness/core/options.h"

namespace assay::datasets {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxFiles = 100000;
constexpr std::uintmax_t kMaxDescriptionBytes = 64u << 20;

std::optional<std::string> read_small(const fs::path& path) {
  std::error_code error;
  if (!fs::is_regular_file(path, error)) return std::nullopt;
  if (fs::file_size(path, error) > kMaxDescriptionBytes)
    throw Error(ErrorKind::kData, fmt::format("{}: is larger than {} MiB; expected a description of a dataset",
                                              path.string(), kMaxDescriptionBytes >> 20));
  std::ifstream file(path, std::ios::binary);
  std::stringstream content;
  content << file.rdbuf();
  return content.str();
}

std::optional<Value> read_json(const fs::path& path) {
  const auto text = read_small(path);
  if (!text) return std::nullopt;
  return json::parse(*text, path.string());
}

// A dataset describes its own folder, nothing else on this machine.
void require_inside(const std::string& name, const std::string& where) {
  const fs::path path(name);
  bool leaves = path.is_absolute() || name.empty();
  for (const fs::path& part : path) leaves |= part == "..";
  if (leaves)
    throw Error(ErrorKind::kData, fmt::format("{}: names the file '{}'; expected one inside of its folder", where, name));
}

std::vector<std::string> files_below(const fs::path& folder) {
  std::vector<std::string> out;
  std::error_code error;
  // Links to folders are not followed, so that a circle of them ends.
  for (fs::recursive_directory_iterator it(folder, fs::directory_options::skip_permission_denied, error), end;
       !error && it != end; it.increment(error)) {
    std::error_code ignored;
    const std::string name = it->path().filename().string();
    if (it->is_directory(ignored) && (name.starts_with('.') || name.starts_with("__"))) it.disable_recursion_pending();
    if (!it->is_regular_file(ignored)) continue;
    out.push_back(it->path().lexically_relative(folder).generic_string());
    if (out.size() > kMaxFiles)
      throw Error(ErrorKind::kData, fmt::format("{}: holds more than {} files; expected the folder of one dataset",
                                                folder.string(), kMaxFiles));
  }
  return out;
}

std::vector<SplitFiles> with_folder(std::vector<SplitFiles> splits, const fs::path& folder) {
  for (SplitFiles& split : splits)
    for (std::string& file : split.files) file = (folder / file).string();
  return splits;
}

[[noreturn]] void no_data(const fs::path& folder) {
  throw Error(ErrorKind::kData, fmt::format("{}: holds no data; expected .jsonl, .json, .csv, .tsv, .txt, .parquet or "
                                            ".arrow files, also compressed",
                                            folder.string()));
}

std::string choose_config(const std::vector<std::string>& configs, const std::string& wanted, const std::string& marked,
                          const fs::path& folder) {
  const auto has = [&](const std::string& name) { return std::find(configs.begin(), configs.end(), name) != configs.end(); };
  if (!wanted.empty()) {
    if (has(wanted)) return wanted;
    const std::string near = did_you_mean(wanted, configs);
    throw Error(ErrorKind::kConfig, fmt::format("{}: has no configuration '{}'{}; it has {}", folder.string(), wanted,
                                                near.empty() ? "" : fmt::format("; did you mean '{}'?", near),
                                                fmt::join(configs, ", ")));
  }
  if (configs.size() == 1) return configs.front();
  if (!marked.empty()) return marked;
  if (has("default")) return "default";
  throw Error(ErrorKind::kConfig, fmt::format("{}: has several configurations ({}); name one (dataset_name)",
                                              folder.string(), fmt::join(configs, ", ")));
}

std::vector<std::string> subfolders(const fs::path& folder) {
  std::vector<std::string> out;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    std::error_code ignored;
    const std::string name = entry.path().filename().string();
    if (entry.is_directory(ignored) && !name.starts_with('.') && !name.starts_with("__")) out.push_back(name);
  }
  std::sort(out.begin(), out.end());
  return out;
}

// One split as `save_to_disk` writes it.
SplitFiles saved_split(const fs::path& folder, std::string split) {
  const fs::path path = folder / "state.json";
  const auto state = read_json(path);
  const Value* files = state ? state->find("_data_files") : nullptr;
  if (files == nullptr || !files->is_array())
    throw Error(ErrorKind::kData, fmt::format("{}: is not there, or names no _data_files; expected a folder of save_to_disk",
                                              path.string()));
  for (const char* key : {"_indices_data_files", "_indices_files"})
    if (const Value* indices = state->find(key); indices != nullptr && indices->size() > 0)
      throw Error(ErrorKind::kData, fmt::format("{}: has rows that were selected by an index ({}); expected a dataset saved "
                                                "after flatten_indices()",
                                                path.string(), key));
  if (split.empty()) {
    const Value* name = state->find("_split");
    split = name != nullptr && name->is_string() ? name->as_string() : "train";
  }
  SplitFiles out{split, "arrow", {}};
  for (const Value& file : files->as_array()) {
    const Value* name = file.find("filename");
    if (name == nullptr || !name->is_string())
      throw Error(ErrorKind::kData, fmt::format("{}: a file of _data_files has no filename", path.string()));
    require_inside(name->as_string(), path.string());
    out.files.push_back((folder / name->as_string()).string());
  }
  return out;
}

std::optional<DatasetLocation> saved_dataset(const fs::path& folder) {
  DatasetLocation out{folder.string(), "", {}, {}};
  if (const auto dict = read_json(folder / "dataset_dict.json")) {
    const Value* splits = dict->find("splits");
    if (splits == nullptr || !splits->is_array())
      throw Error(ErrorKind::kData, fmt::format("{}: has no list of splits", (folder / "dataset_dict.json").string()));
    for (const Value& split : splits->as_array()) {
      if (!split.is_string())
        throw Error(ErrorKind::kData, fmt::format("{}: a split is no text", (folder / "dataset_dict.json").string()));
      require_inside(split.as_string(), (folder / "dataset_dict.json").string());
      out.splits.push_back(saved_split(folder / split.as_string(), split.as_string()));
    }
    return out;
  }
  std::error_code error;
  if (!fs::exists(folder / "state.json", error)) return std::nullopt;
  out.splits.push_back(saved_split(folder, ""));
  return out;
}

bool is_shard_of(const std::string& name, const std::string& split) {
  if (!name.ends_with(".arrow") || name.starts_with("cache-")) return false;
  const std::string stem = name.substr(0, name.size() - 6);
  if (stem == split || stem.ends_with("-" + split)) return true;
  constexpr std::size_t kTail = 15;  // -00000-of-00001
  if (stem.size() <= kTail) return false;
  const std::string tail = stem.substr(stem.size() - kTail);
  return tail[0] == '-' && tail.substr(6, 4) == "-of-" && stem.substr(0, stem.size() - kTail).ends_with("-" + split);
}

// What load_dataset leaves in its cache: dataset_info.json and NAME-SPLIT[-00000-of-00002].arrow.
std::optional<DatasetLocation> prepared_dataset(const fs::path& folder) {
  const auto info = read_json(folder / "dataset_info.json");
  const Value* splits = info ? info->find("splits") : nullptr;
  if (splits == nullptr || !splits->is_object()) return std::nullopt;
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  DatasetLocation out{folder.string(), "", {}, {}};
  for (const Value::Member& member : splits->as_object()) {
    SplitFiles split{member.key, "arrow", {}};
    for (const std::string& name : names)
      if (is_shard_of(name, member.key)) split.files.push_back((folder / name).string());
    if (!split.files.empty()) out.splits.push_back(std::move(split));
  }
  if (out.splits.empty()) return std::nullopt;
  return out;
}

// What `assay fetch` wrote: one folder a configuration. Only splits that are whole stand in it.
std::optional<DatasetLocation> fetched_dataset(const fs::path& folder, const std::string& wanted) {
  std::vector<std::string> configs;
  std::error_code error;
  for (const std::string& name : subfolders(folder))
    if (fs::exists(folder / name / "assay-dataset.json", error)) configs.push_back(name);
  if (configs.empty()) return std::nullopt;
  const std::string config = choose_config(configs, wanted, "", folder);
  const fs::path path = folder / config / "assay-dataset.json";
  const auto manifest = read_json(path);
  const Value* splits = manifest ? manifest->find("splits") : nullptr;
  if (splits == nullptr || !splits->is_object())
    throw Error(ErrorKind::kData, fmt::format("{}: has no splits; fetch the dataset again", path.string()));
  DatasetLocation out{(folder / config).string(), config, configs, {}};
  for (const Value::Member& member : splits->as_object()) {
    SplitFiles split{member.key, "json", {}};
    const Value* files = member.value.find("files");
    if (files == nullptr || !files->is_array())
      throw Error(ErrorKind::kData, fmt::format("{}: the split '{}' has no files", path.string(), member.key));
    for (const Value& file : files->as_array()) {
      const Value* name = file.find("name");
      if (name == nullptr || !name->is_string())
        throw Error(ErrorKind::kData, fmt::format("{}: a file of '{}' has no name", path.string(), member.key));
      require_inside(name->as_string(), path.string());
      split.files.push_back((folder / config / name->as_string()).string());
    }
    out.splits.push_back(std::move(split));
  }
  return out;
}

// The YAML between the two lines of dashes at the start of a README.md.
std::optional<Options> front_matter(const fs::path& path) {
  const auto text = read_small(path);
  if (!text || !text->starts_with("---")) return std::nullopt;
  const std::size_t first = text->find('\n');
  const std::size_t end = first == std::string::npos ? first : text->find("\n---", first);
  if (end == std::string::npos) return std::nullopt;
  return Options::from_yaml(text->substr(first + 1, end - first), path.string());
}

std::optional<DatasetLocation> described_dataset(const fs::path& folder, const std::string& wanted,
                                                 const ExpandGlob& expand_glob) {
  const auto matter = front_matter(folder / "README.md");
  if (!matter || !matter->is_map() || !matter->has("configs")) return std::nullopt;
  std::vector<std::string> names;
  std::vector<Options> configs;
  std::string marked;
  for (const Options& config : matter->items("configs")) {
    names.push_back(config.text("config_name", "default"));
    configs.push_back(config);
    if (config.flag("default", false)) marked = names.back();
  }
  if (names.empty()) return std::nullopt;
  DatasetLocation out{folder.string(), choose_config(names, wanted, marked, folder), names, {}};
  const auto at = static_cast<std::size_t>(std::find(names.begin(), names.end(), out.config) - names.begin());
  const std::string data_dir = configs[at].text("data_dir", "");
  if (!data_dir.empty()) require_inside(data_dir, configs[at].where("data_dir"));
  const fs::path base = data_dir.empty() ? folder : folder / data_dir;
  if (const auto files = configs[at].node("data_files")) {
    const DataFiles patterns = parse_data_files(files->to_value(), files->where());
    for (const auto& [split, list] : patterns)
      for (const std::string& pattern : list) require_inside(pattern, files->where());
    out.splits = expand_data_files(patterns, base.string(), expand_glob);
  } else {
    out.splits = with_folder(splits_among(files_below(base)), base);
  }
  if (out.splits.empty()) no_data(base);
  return out;
}

// Files whose names tell their splits; where the data lie in subfolders that are no splits, those are configurations.
DatasetLocation plain_dataset(const fs::path& folder, const std::string& wanted) {
  const std::vector<std::string> files = files_below(folder);
  std::vector<std::string> configs;
  bool has_own_files = false;
  for (const std::string& file : files) {
    if (format_of(file).empty() || splits_among({file}).empty()) continue;
    const std::size_t slash = file.find('/');
    const std::string top = file.substr(0, slash);
    if (slash == std::string::npos || top == "data" || names_a_split(top)) has_own_files = true;
    else if (std::find(configs.begin(), configs.end(), top) == configs.end()) configs.push_back(top);
  }
  std::sort(configs.begin(), configs.end());
  const bool is_config = std::find(configs.begin(), configs.end(), wanted) != configs.end();
  DatasetLocation out{folder.string(), "", {}, {}};
  if (!configs.empty() && (is_config || !has_own_files)) {
    out.config = choose_config(configs, wanted, "", folder);
    out.configs = configs;
    out.folder = (folder / out.config).string();
    out.splits = with_folder(splits_among(files_below(folder / out.config)), folder / out.config);
  } else {
    if (!wanted.empty() && wanted != "default") choose_config({"default"}, wanted, "", folder);
    out.splits = with_folder(splits_among(files), folder);
  }
  if (out.splits.empty()) no_data(folder);
  return out;
}

}  // namespace

const SplitFiles& DatasetLocation::split(const std::string& name, const std::string& where) const& {
  std::vector<std::string> names;
  for (const SplitFiles& split : splits) {
    if (split.split == name) return split;
    names.push_back(split.split);
  }
  const std::string near = did_you_mean(name, names);
  throw Error(ErrorKind::kConfig,
              fmt::format("{}: there is no split '{}'{}{}; there is {}", where, name,
                          folder.empty() ? "" : fmt::format(" in {}", folder),
                          near.empty() ? "" : fmt::format("; did you mean '{}'?", near), fmt::join(names, ", ")));
}

DatasetLocation dataset_in_folder(const std::string& folder, const std::string& config, const std::string& data_dir,
                                  const ExpandGlob& expand_glob) {
  const fs::path base(folder);
  std::error_code error;
  if (!data_dir.empty()) {
    const fs::path below = base / data_dir;
    if (!fs::is_directory(below, error))
      throw Error(ErrorKind::kConfig, fmt::format("{}: has no folder '{}' (data_dir)", folder, data_dir));
    DatasetLocation out{below.string(), config, {}, with_folder(splits_among(files_below(below)), below)};
    if (out.splits.empty()) no_data(below);
    return out;
  }
  if (auto found = fetched_dataset(base, config)) return *found;
  if (auto found = saved_dataset(base)) return *found;
  if (auto found = prepared_dataset(base)) return *found;
  if (auto found = described_dataset(base, config, expand_glob)) return *found;
  return plain_dataset(base, config);
}

}  // namespace assay::datasets
