#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/value.h"

namespace assay {

/// What a file says of a column, beyond the values themselves.
struct ColumnInfo {
  std::string name;  ///< with a dot for what lies inside: "answers.text", and "tags[]" for the elements of a list
  std::string type;  ///< the file's own word for it, such as "int64", "list<item: string>" or "ClassLabel"
  /// The names of classes that are stored as integers: class 2 is called `class_names[2]`. Empty where there are none.
  std::vector<std::string> class_names;
};

/// Rows of a dataset file, one after another: memory does not grow with the file.
/// Threads: one reader, one thread.
class Reader {
 public:
  virtual ~Reader() = default;
  /// Puts the next row (an object) into `row`; false at the end.
  /// Throws: Error(kData) with file and line for a row that cannot be read.
  virtual bool next(Value& row) = 0;
  /// The place of the row last read, for messages: "file:line", or the row's number where a format has no lines.
  virtual std::string where() const = 0;
  /// The columns as the file declares them, before any row is read; empty for formats that declare none.
  virtual std::vector<ColumnInfo> columns() const { return {}; }
};

/// The registered definition of a dataset format.
struct ReaderDef {
  std::string_view name;
  std::string_view summary;
  std::span<const std::string_view> extensions;  ///< with the dot: ".jsonl"
  /// Throws: Error(kData) where the file cannot be opened.
  std::unique_ptr<Reader> (*open)(const std::string& path);
};

}  // namespace assay
