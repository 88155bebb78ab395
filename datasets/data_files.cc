// The files that a task, or a dataset's README, names by patterns.
#include <fmt/core.h>

#include <filesystem>

#include "datasets/dataset_folder.h"
#include "harness/core/error.h"

namespace assay::datasets {
namespace {

[[noreturn]] void refuse(const std::string& where, std::string_view problem) {
  throw Error(
      ErrorKind::kConfig,
      fmt::format("{}: data_files {}; expected a file or pattern, a list of them, a map of split to file or list, or "
                  "a list of {{split, path}}",
                  where, problem));
}

std::vector<std::string> texts(const Value& written, const std::string& where) {
  if (written.is_string()) return {written.as_string()};
  if (!written.is_array()) refuse(where, fmt::format("holds a value of kind {}", kind_name(written)));
  std::vector<std::string> out;
  for (const Value& item : written.as_array()) {
    if (!item.is_string()) refuse(where, fmt::format("holds a value of kind {} in a list of files", kind_name(item)));
    out.push_back(item.as_string());
  }
  if (out.empty()) refuse(where, "has an empty list");
  return out;
}

}  // namespace

DataFiles parse_data_files(const Value& written, const std::string& where) {
  DataFiles out;
  if (written.is_object()) {
    for (const Value::Member& member : written.as_object()) out[member.key] = texts(member.value, where);
    if (out.empty()) refuse(where, "is empty");
    return out;
  }
  if (!written.is_array() || written.size() == 0 || !written.as_array().front().is_object()) {
    out["train"] = texts(written, where);
    return out;
  }
  for (const Value& item : written.as_array()) {
    const Value* split = item.find("split");
    const Value* path = item.find("path");
    if (split == nullptr || !split->is_string() || path == nullptr || item.size() != 2)
      refuse(where, "has an entry without split and path");
    if (!out.emplace(split->as_string(), texts(*path, where)).second)
      refuse(where, fmt::format("has the split '{}' twice", split->as_string()));
  }
  return out;
}

std::vector<SplitFiles> expand_data_files(const DataFiles& patterns, const std::string& base,
                                          const ExpandGlob& expand_glob) {
  std::vector<SplitFiles> out;
  for (const auto& [split, list] : patterns) {
    std::vector<std::string> files;
    for (const std::string& pattern : list) {
      if (pattern.find("://") != std::string::npos)
        throw Error(ErrorKind::kData, fmt::format("the file '{}' of the split '{}' is on another machine; expected one on "
                                                  "this: fetch it first (assay fetch), or download it",
                                                  pattern, split));
      const std::filesystem::path path = std::filesystem::path(base) / pattern;
      const std::vector<std::string> found = expand_glob(path.string());
      if (found.empty())
        throw Error(ErrorKind::kData, fmt::format("the split '{}' has no file: nothing matches {}", split, path.string()));
      files.insert(files.end(), found.begin(), found.end());
    }
    SplitFiles known = split_of(split, files);
    // Names without a known extension are kept: a builder's name may say what they hold.
    if (known.files.size() != files.size()) known = {split, known.format, files};
    out.push_back(std::move(known));
  }
  return out;
}

}  // namespace assay::datasets
