#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "datasets/reader/arrow_module.h"
#include "harness/core/error.h"
#include "harness/core/json.h"
#include "tests/support/shared.h"

namespace assay::test {

/// Whether this build has the module that reads Parquet and Arrow files.
inline bool has_arrow() {
  for (const std::string& folder : datasets::arrow_module_folders())
    if (std::filesystem::exists(std::filesystem::path(folder) / datasets::kArrowModuleFile)) return true;
  return false;
}

/// All rows of a reader.
inline std::vector<Value> rows_of(Reader& reader) {
  std::vector<Value> rows;
  for (Value row; reader.next(row);) rows.push_back(row);
  return rows;
}

/// The text of the error that reading a file to its end gives, "" where it gives none.
inline std::string reading_error(const std::string& path, ErrorKind kind = ErrorKind::kData) {
  try {
    const auto reader = datasets::open_arrow_reader(path);
    rows_of(*reader);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), kind) << error.what();
    return error.what();
  }
  return "";
}

}  // namespace assay::test

/// Skips the test, with the reason, in a build without Apache Arrow.
#define ASSAY_ARROW_OR_SKIP() \
  if (!::assay::test::has_arrow()) GTEST_SKIP() << "built without Apache Arrow (scripts/get-arrow gets it)"
