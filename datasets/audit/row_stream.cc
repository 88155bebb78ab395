#include "datasets/audit/row_stream.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>

#include "datasets/reader_choice.h"
#include "harness/core/error.h"
#include "harness/core/json.h"

namespace assay::datasets {
namespace {

namespace fs = std::filesystem;

std::vector<const Value::Member*> sorted_members(const Value& object) {
  std::vector<const Value::Member*> members;
  for (const Value::Member& member : object.as_object()) members.push_back(&member);
  std::sort(members.begin(), members.end(), [](const auto* a, const auto* b) { return a->key < b->key; });
  return members;
}

void collect(const Value& value, std::vector<std::string>& texts) {
  if (value.is_string()) {
    texts.push_back(value.as_string());
  } else if (value.is_number() || value.is_bool()) {
    texts.push_back(json::dump(value));
  } else if (value.is_array()) {
    for (const Value& item : value.as_array()) collect(item, texts);
  } else if (value.is_object()) {
    for (const Value::Member* member : sorted_members(value)) collect(member->value, texts);
  }
}

}  // namespace

void for_each_row(const std::string& file, std::span<const ReaderDef* const> readers,
                  const std::function<void(Value&, const Reader&)>& each) {
  const std::unique_ptr<Reader> reader = open_rows(file, readers);
  Value row;
  bool any = false;
  while (reader->next(row)) {
    any = true;
    each(row, *reader);
  }
  if (!any) throw Error(ErrorKind::kData, fmt::format("{}: there are no rows", file));
}

void require_different_files(const std::vector<std::string>& files) {
  std::vector<fs::path> seen;
  for (const std::string& file : files) {
    std::error_code ignored;
    const fs::path path = fs::weakly_canonical(file, ignored);
    if (std::find(seen.begin(), seen.end(), path) != seen.end())
      throw Error(ErrorKind::kUsage, fmt::format("{}: is named twice; expected different files", file));
    seen.push_back(path);
  }
}

std::vector<std::string> row_texts(const Value& row, std::span<const std::string> columns, const Reader& reader) {
  std::vector<std::string> texts;
  if (columns.empty()) {
    for (const Value::Member* member : sorted_members(row))
      if (member->key != "id") collect(member->value, texts);
    return texts;
  }
  for (const std::string& column : columns) {
    const Value* value = row.find(column);
    if (value == nullptr) {
      std::vector<std::string> known;
      for (const Value::Member& member : row.as_object()) known.push_back(member.key);
      const std::string near = did_you_mean(column, known);
      throw Error(ErrorKind::kData, fmt::format("{}: the row has no column '{}'{}; it has: {}", reader.where(), column,
                                                near.empty() ? "" : fmt::format("; did you mean '{}'?", near),
                                                fmt::join(known, ", ")));
    }
    collect(*value, texts);
  }
  return texts;
}

}  // namespace assay::datasets
