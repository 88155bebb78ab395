#include "datasets/reader_choice.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <vector>

#include "datasets/reader/byte_source.h"
#include "harness/core/error.h"

namespace assay::datasets {

const ReaderDef* reader_of_name(std::string_view path, std::span<const ReaderDef* const> readers) {
  std::string lower(without_compression(path));
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  for (const ReaderDef* def : readers)
    for (const std::string_view extension : def->extensions)
      if (lower.ends_with(extension)) return def;
  return nullptr;
}

const ReaderDef& choose_reader(const std::string& path, std::span<const ReaderDef* const> readers, std::string_view format) {
  const ReaderDef* named = reader_of_name(path, readers);
  if (!format.empty()) {
    if (format == "json" && named != nullptr && named->name == "jsonl") return *named;
    std::vector<std::string> names;
    for (const ReaderDef* def : readers) {
      if (def->name == format) return *def;
      names.emplace_back(def->name);
    }
    const std::string near = did_you_mean(format, names);
    throw Error(ErrorKind::kConfig, fmt::format("{}: unknown dataset format '{}'{}; known: {}", path, format,
                                                near.empty() ? "" : fmt::format("; did you mean '{}'?", near),
                                                fmt::join(names, ", ")));
  }
  if (named != nullptr) return *named;
  std::vector<std::string_view> known;
  for (const ReaderDef* def : readers) known.insert(known.end(), def->extensions.begin(), def->extensions.end());
  throw Error(ErrorKind::kConfig,
              fmt::format("{}: no reader for a file of that name; known endings: {} (and these with .gz or .zst behind)",
                          path, fmt::join(known, ", ")));
}

std::unique_ptr<Reader> open_rows(const std::string& path, std::span<const ReaderDef* const> readers,
                                  const ReadOptions& options, std::string_view format) {
  return choose_reader(path, readers, format).open(path, options);
}

}  // namespace assay::datasets
