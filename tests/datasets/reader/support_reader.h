#pragma once

#include <string>
#include <vector>

#include "datasets/reader_choice.h"
#include "datasets/registry.h"
#include "harness/core/error.h"
#include "harness/core/json.h"
#include "tests/support/shared.h"

namespace assay::datasets::test {

/// A text without any mention of the folder.
inline std::string without_folder(std::string text, const assay::test::TempFolder& folder) {
  const std::string prefix = folder.path() + "/";
  for (std::size_t at = text.find(prefix); at != std::string::npos; at = text.find(prefix)) text.erase(at, prefix.size());
  return text;
}

/// Every row of a file of that name and content, as JSON; the last is "error: .." where reading fails.
inline std::vector<std::string> read_rows(const std::string& name, const std::string& content,
                                          const ReadOptions& options = {}, bool with_places = false) {
  const assay::test::TempFolder folder;
  const std::string path = folder.write(name, content);
  std::vector<std::string> rows;
  try {
    const std::unique_ptr<Reader> reader = open_rows(path, builtin::all_readers(), options);
    Value row;
    while (reader->next(row))
      rows.push_back((with_places ? without_folder(reader->where(), folder) + " " : "") + json::dump(row));
    EXPECT_FALSE(reader->next(row)) << "the end must stay the end";
  } catch (const Error& error) {
    rows.push_back("error: " + without_folder(error.message(), folder));
  }
  return rows;
}

/// The error that reading ends in, or "no error".
inline std::string read_error(const std::string& name, const std::string& content, const ReadOptions& options = {}) {
  const std::vector<std::string> rows = read_rows(name, content, options);
  return rows.empty() || !rows.back().starts_with("error: ") ? "no error" : rows.back().substr(7);
}

}  // namespace assay::datasets::test
