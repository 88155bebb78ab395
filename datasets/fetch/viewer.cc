#include "datasets/fetch/viewer.h"

#include <fmt/core.h>

#include <algorithm>

#include "harness/core/error.h"
#include "harness/core/json.h"

namespace assay::datasets {
namespace {

std::string query_text(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
                       c == '.' || c == '~';
    out += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

std::string base_of(std::string_view endpoint) {
  while (endpoint.ends_with('/')) endpoint.remove_suffix(1);
  return std::string(endpoint);
}

[[noreturn]] void refuse(const std::string& where, std::string_view problem) {
  throw Error(ErrorKind::kRuntime,
              fmt::format("{}: the answer {}; expected that of HuggingFace's dataset viewer", where, problem));
}

Value parse(std::string_view body, const std::string& where) {
  try {
    return json::parse(body, where);
  } catch (const Error& error) {
    refuse(where, fmt::format("is no JSON ({})", error.message()));
  }
}

std::string text_of(const Value& value, std::string_view key, const std::string& where) {
  const Value* found = value.find(key);
  if (found == nullptr || !found->is_string()) refuse(where, fmt::format("has an entry without '{}'", key));
  return found->as_string();
}

// Configuration and split become names of a folder and of files.
void require_file_name(const std::string& name, const std::string& where) {
  const bool is_plain =
      std::all_of(name.begin(), name.end(), [](unsigned char c) { return c > 0x1F && c != '/' && c != 0x7F; });
  if (name.empty() || name.size() > 128 || name.starts_with('.') || !is_plain)
    throw Error(ErrorKind::kData, fmt::format("{}: the name '{}' cannot be that of a file", where, name));
}

}  // namespace

std::string splits_url(std::string_view endpoint, std::string_view dataset) {
  return fmt::format("{}/splits?dataset={}", base_of(endpoint), query_text(dataset));
}

std::string rows_url(std::string_view endpoint, std::string_view dataset, const ViewerSplit& split, std::int64_t offset,
                     std::int64_t length) {
  return fmt::format("{}/rows?dataset={}&config={}&split={}&offset={}&length={}", base_of(endpoint), query_text(dataset),
                     query_text(split.config), query_text(split.split), offset, length);
}

std::vector<ViewerSplit> parse_splits(std::string_view body, const std::string& where) {
  const Value answer = parse(body, where);
  const Value* list = answer.find("splits");
  if (list == nullptr || !list->is_array()) refuse(where, "has no list 'splits'");
  std::vector<ViewerSplit> out;
  for (const Value& entry : list->as_array()) {
    out.push_back({text_of(entry, "config", where), text_of(entry, "split", where)});
    require_file_name(out.back().config, where);
    require_file_name(out.back().split, where);
  }
  return out;
}

ViewerPage parse_page(std::string_view body, std::int64_t offset, const std::string& where) {
  Value answer = parse(body, where);
  Value* rows = answer.find("rows");
  const Value* total = answer.find("num_rows_total");
  if (rows == nullptr || !rows->is_array()) refuse(where, "has no list 'rows'");
  if (total == nullptr || !total->is_int() || total->as_int() < 0) refuse(where, "has no 'num_rows_total'");
  ViewerPage out;
  out.num_rows_total = total->as_int();
  if (const Value* features = answer.find("features")) out.features = *features;
  for (Value& entry : rows->as_array()) {
    const std::int64_t expected = offset + static_cast<std::int64_t>(out.rows.size());
    const Value* index = entry.find("row_idx");
    Value* row = entry.find("row");
    if (row == nullptr || !row->is_object()) refuse(where, "has an entry without 'row'");
    if (index == nullptr || !index->is_int() || index->as_int() != expected)
      refuse(where, fmt::format("has another row where row {} should be", expected));
    const Value* cut = entry.find("truncated_cells");
    if (cut != nullptr && cut->size() > 0)
      throw Error(ErrorKind::kData, fmt::format("{}: the viewer has shortened values of row {} ({}); expected whole ones: "
                                                "download the files of this dataset instead",
                                                where, expected, json::dump(*cut)));
    out.rows.push_back(std::move(*row));
  }
  return out;
}

}  // namespace assay::datasets
