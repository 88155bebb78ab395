#include "datasets/split_files.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <utility>

namespace assay::datasets {
namespace {

struct SplitWords {
  std::string_view split;
  std::vector<std::string_view> words;
};

const std::vector<SplitWords>& split_words() {
  static const std::vector<SplitWords> kWords = {
      {"train", {"train", "training"}},
      {"validation", {"validation", "valid", "dev", "val"}},
      {"test", {"test", "testing", "eval", "evaluation"}},
  };
  return kWords;
}

bool is_separator(char c) { return c == '-' || c == '.' || c == '_' || c == ' ' || (c >= '0' && c <= '9'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Whether `name` holds the word between separators; at its end too where `may_end`. The rank is 0 where it begins the name.
std::optional<int> rank_of(std::string_view name, std::string_view word, bool may_end) {
  for (std::size_t at = name.find(word); at != std::string_view::npos; at = name.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    const bool starts = at == 0 || is_separator(name[at - 1]);
    const bool ends = end == name.size() ? may_end : is_separator(name[end]);
    if (starts && ends) return at == 0 ? 0 : 1;
  }
  return std::nullopt;
}

std::vector<std::string_view> parts_of(std::string_view path) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t slash = path.find('/');
    parts.push_back(path.substr(0, slash));
    if (slash == std::string_view::npos) return parts;
    path.remove_prefix(slash + 1);
  }
}

bool is_left_out(std::string_view path) {
  static constexpr std::array<std::string_view, 6> kNoRows = {
      "config.json", "dataset_info.json", "dataset_infos.json", "dataset_dict.json", "assay-dataset.json", "state.json"};
  const std::vector<std::string_view> parts = parts_of(path);
  for (std::size_t i = 0; i < parts.size(); ++i)
    if (parts[i].starts_with('.') || (i + 1 < parts.size() && parts[i].starts_with("__"))) return true;
  return std::find(kNoRows.begin(), kNoRows.end(), parts.back()) != kNoRows.end() || format_of(path).empty();
}

// "data/SPLIT-00000-of-00001...": the split.
std::optional<std::string> sharded_split(std::string_view path) {
  if (!path.starts_with("data/")) return std::nullopt;
  const std::string_view name = path.substr(5);
  if (name.find('/') != std::string_view::npos) return std::nullopt;
  constexpr std::string_view kShape = "-DDDDD-of-DDDDD";
  for (std::size_t at = 1; at + kShape.size() < name.size(); ++at) {
    bool fits = true;
    for (std::size_t k = 0; k < kShape.size() && fits; ++k)
      fits = kShape[k] == 'D' ? is_digit(name[at + k]) : name[at + k] == kShape[k];
    if (fits) return std::string(name.substr(0, at));
  }
  return std::nullopt;
}

using Grouped = std::map<std::string, std::vector<std::string>>;

// The files whose folders (or own names) hold a split's words, in the order of HuggingFace's patterns: by word, then
// whether the name begins with it, then by path.
Grouped group_by_words(const std::vector<std::string>& paths, bool by_folder) {
  Grouped out;
  for (const SplitWords& split : split_words()) {
    std::vector<std::pair<std::size_t, std::string>> ranked;
    for (const std::string& path : paths) {
      const std::vector<std::string_view> parts = parts_of(path);
      std::optional<std::size_t> best;
      const std::size_t from = by_folder ? 0 : parts.size() - 1;
      const std::size_t to = by_folder ? parts.size() - 1 : parts.size();
      for (std::size_t i = from; i < to; ++i) {
        for (std::size_t w = 0; w < split.words.size(); ++w) {
          const auto rank = rank_of(parts[i], split.words[w], by_folder);
          if (rank) best = std::min(best.value_or(SIZE_MAX), 2 * w + static_cast<std::size_t>(*rank));
        }
      }
      if (best) ranked.emplace_back(*best, path);
    }
    std::sort(ranked.begin(), ranked.end());
    for (auto& [rank, path] : ranked) out[std::string(split.split)].push_back(std::move(path));
  }
  return out;
}

// train, validation and test first, then the others by name.
std::vector<SplitFiles> in_order(const Grouped& grouped) {
  std::vector<SplitFiles> out;
  for (const SplitWords& split : split_words())
    if (const auto found = grouped.find(std::string(split.split)); found != grouped.end())
      out.push_back(split_of(found->first, found->second));
  for (const auto& [split, files] : grouped)
    if (split != "train" && split != "validation" && split != "test") out.push_back(split_of(split, files));
  return out;
}

}  // namespace

std::string_view format_of(std::string_view file) {
  for (const std::string_view packed : {".gz", ".zst", ".bz2", ".xz"})
    if (file.ends_with(packed)) file.remove_suffix(packed.size());
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 11> kFormats = {{
      {".jsonl", "json"}, {".json", "json"}, {".ndjson", "json"}, {".csv", "csv"}, {".tsv", "csv"}, {".txt", "text"},
      {".parquet", "parquet"}, {".pq", "parquet"}, {".arrow", "arrow"}, {".arrows", "arrow"}, {".feather", "arrow"}}};
  for (const auto& [extension, format] : kFormats)
    if (file.ends_with(extension)) return format;
  return "";
}

bool names_a_split(std::string_view name) {
  for (const SplitWords& split : split_words())
    for (const std::string_view word : split.words)
      if (rank_of(name, word, true)) return true;
  return false;
}

SplitFiles split_of(std::string split, const std::vector<std::string>& paths) {
  std::vector<std::pair<std::string_view, int>> counts;  // in the order of first sight, which decides between equals
  for (const std::string& path : paths) {
    const std::string_view format = format_of(path);
    if (format.empty()) continue;
    const auto found = std::find_if(counts.begin(), counts.end(), [&](const auto& entry) { return entry.first == format; });
    if (found == counts.end()) counts.emplace_back(format, 1);
    else ++found->second;
  }
  SplitFiles out{std::move(split), "", {}};
  const auto most =
      std::max_element(counts.begin(), counts.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  if (most == counts.end()) return out;
  out.format = most->first;
  for (const std::string& path : paths)
    if (format_of(path) == out.format && std::find(out.files.begin(), out.files.end(), path) == out.files.end())
      out.files.push_back(path);
  return out;
}

std::vector<SplitFiles> splits_among(std::vector<std::string> paths) {
  std::erase_if(paths, is_left_out);
  std::sort(paths.begin(), paths.end());
  if (paths.empty()) return {};
  Grouped sharded;
  for (const std::string& path : paths)
    if (const auto split = sharded_split(path)) sharded[*split].push_back(path);
  if (!sharded.empty()) return in_order(sharded);
  for (const bool by_folder : {true, false})
    if (const Grouped grouped = group_by_words(paths, by_folder); !grouped.empty()) return in_order(grouped);
  return {split_of("train", paths)};
}

}  // namespace assay::datasets
