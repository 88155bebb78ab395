#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "harness/core/reader.h"
#include "harness/core/value.h"

namespace assay::datasets {

/// A Parquet or Arrow IPC file that is being read; implemented in the module, which alone knows Apache Arrow.
class ArrowFile {
 public:
  virtual ~ArrowFile() = default;
  /// Puts the next row into `row`; false at the end. Throws: Error(kData).
  virtual bool next(Value& row) = 0;
  /// The number of the row last read, from 1.
  virtual std::int64_t row_number() const = 0;
  /// The columns and their Arrow types, nested ones too.
  virtual std::vector<ColumnInfo> columns() const = 0;
  /// A text of the schema's metadata, "" where it has none of that key.
  virtual std::string metadata(const std::string& key) const = 0;
};

/// What the module exports, under the name `kArrowModuleSymbol`.
struct ArrowModule {
  const char* build;  ///< must equal `kArrowModuleBuild`: program and module are of one build
  /// Throws: Error(kData) where the file cannot be opened, or is neither Parquet nor Arrow IPC.
  ArrowFile* (*open)(const std::string& path);
};

inline constexpr const char* kArrowModuleSymbol = "assay_arrow_module";
inline constexpr const char* kArrowModuleFile = "assay_arrow.so";
/// Compiler and interface version: the two sides share C++ types.
inline constexpr const char* kArrowModuleBuild = "assay-arrow-1 " __VERSION__;

/// The folders in which the module may lie: ../lib/assay and lib/assay beside the folder of the running program.
std::vector<std::string> arrow_module_folders();

/// Opens a Parquet or Arrow IPC file by the module of the first folder that has it. The module is loaded at the first
/// call, and stays. Throws: Error(kRuntime) that says how to get the module where there is none, or it does not load;
/// Error(kData) for a file that cannot be opened.
/// Threads: safe.
std::unique_ptr<ArrowFile> open_arrow_file(const std::string& path, const std::vector<std::string>& module_folders);

/// The same as a Reader, with the names of HuggingFace's classes in its columns, by the module of this program.
std::unique_ptr<Reader> open_arrow_reader(const std::string& path);

}  // namespace assay::datasets
